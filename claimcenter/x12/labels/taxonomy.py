"""Provider taxonomy codes of behavioral health, with our own labels."""

from __future__ import annotations

from datetime import date

from .model import CodeList, simple

TAXONOMIES = CodeList(
    "taxonomy",
    "Provider taxonomy",
    date(2026, 7, 1),
    simple(
        {
            "101Y00000X": "Counselor",
            "101YA0400X": "Counselor, substance use",
            "101YM0800X": "Counselor, mental health",
            "101YP1600X": "Counselor, pastoral",
            "101YP2500X": "Counselor, professional",
            "101YS0200X": "Counselor, school",
            "102L00000X": "Psychoanalyst",
            "103K00000X": "Behavior analyst",
            "103T00000X": "Psychologist",
            "103TA0400X": "Psychologist, substance use",
            "103TB0200X": "Psychologist, cognitive and behavioral",
            "103TC0700X": "Psychologist, clinical",
            "103TC1900X": "Psychologist, counseling",
            "103TC2200X": "Psychologist, children and adolescents",
            "103TF0000X": "Psychologist, family",
            "103TH0004X": "Psychologist, health",
            "103TP0016X": "Psychologist, prescribing",
            "103G00000X": "Neuropsychologist",
            "104100000X": "Social worker",
            "1041C0700X": "Social worker, clinical",
            "1041S0200X": "Social worker, school",
            "106E00000X": "Assistant behavior analyst",
            "106H00000X": "Marriage and family therapist",
            "106S00000X": "Behavior technician",
            "163WP0808X": "Nurse, mental health",
            "172V00000X": "Community health worker",
            "175T00000X": "Peer specialist",
            "2084A0401X": "Addiction medicine physician",
            "2084P0800X": "Psychiatrist",
            "2084P0802X": "Addiction psychiatrist",
            "2084P0804X": "Child and adolescent psychiatrist",
            "2084P0805X": "Geriatric psychiatrist",
            "225C00000X": "Rehabilitation counselor",
            "251S00000X": "Community behavioral health agency",
            "261QM0801X": "Mental health clinic",
            "261QM0850X": "Adult mental health clinic",
            "261QM0855X": "Child mental health clinic",
            "261QR0405X": "Substance use clinic",
            "320800000X": "Residential treatment, mental illness",
            "324500000X": "Residential treatment, substance use",
            "363LP0808X": "Nurse practitioner, psychiatric",
            "364SP0808X": "Clinical nurse specialist, psychiatric",
            "390200000X": "Student in training",
        }
    ),
)
