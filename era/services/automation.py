"""Auto Post Insurance Payments & Denials: a sound file is posted when it arrives; what is held in it stays held."""

from datetime import datetime

from claimcenter.practice.selectors import practice_settings
from claims.posting_rules import WRITE_OFF_REASONS
from claims.selectors.rule_book import rule_book
from era.enums import Disposition, FileState
from era.models import EraFile, RemittanceAdjustment
from era.services.requesting import post_or_ask


def auto_post(*, era_file: EraFile, now: datetime) -> bool:
    """Posts the file as nobody in particular where the practice has switched that on; False where it waits.

    A file that writes something off (CO on the write-off list, or by a posting rule) is posted by itself only with Auto
    Post Insurance Write-offs on as well. Claims that do not balance or match nobody are held alone, as always.
    """
    if era_file.state != FileState.READ or era_file.disposition != Disposition.IMPORT or not _wanted(era_file):
        return False
    post_or_ask(era_file=era_file, by=None, now=now)
    return True


def _wanted(era_file: EraFile) -> bool:
    settings = practice_settings()
    if not settings.auto_post_payments_denials:
        return False
    return settings.auto_post_writeoffs or not _writes_off(era_file)


def _writes_off(era_file: EraFile) -> bool:
    rows = RemittanceAdjustment.objects.filter(remittance_claim__remittance__era_file=era_file).order_by()
    pairs = set(rows.values_list("group_code", "reason_code").distinct())
    by_default = any(group == "CO" and reason in WRITE_OFF_REASONS for group, reason in pairs)
    return by_default or rule_book().may_write_off(pairs)
