"""ICD-10-CM: the form of a code, and the codes a behavioral-health practice meets most, with our own labels.

ICD-10-CM is public (NCHS, CMS). The whole table is the operator's to load (``read_order_file``): it changes on
1 October and 1 April, and a code we do not know is at most a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from .model import CodeList, Entry, simple

_FORM = re.compile(r"[A-Z][0-9][0-9A-Z](?:[0-9A-Z]{1,4})?")


def is_diagnosis_form(code: str) -> bool:
    """Whether the text has the form of an ICD-10-CM code without its dot; existence is another question."""
    return _FORM.fullmatch(code) is not None


def read_order_file(lines: Iterable[str], *, since: date | None, until: date | None = None) -> list[Entry]:
    """Billable codes of the CMS order file: number, code, header flag (1 = billable), short title at fixed columns.

    Raises ValueError naming the first line that does not have that shape.
    """
    entries = []
    for number, line in enumerate(lines, 1):
        code, flag = line[6:13].strip(), line[14:15]
        if not is_diagnosis_form(code) or flag not in {"0", "1"}:
            raise ValueError(f"line {number}: not a line of the order file")
        if flag == "1":
            entries.append(Entry(code, line[16:76].strip(), since, until))
    return entries


DIAGNOSES = CodeList(
    "diagnosis",
    "Diagnosis (ICD-10-CM), most used in behavioral health",
    date(2026, 10, 1),
    simple(
        {
            "F0390": "Dementia, unspecified",
            "F1010": "Alcohol abuse",
            "F1020": "Alcohol dependence",
            "F1021": "Alcohol dependence, in remission",
            "F1110": "Opioid abuse",
            "F1120": "Opioid dependence",
            "F1121": "Opioid dependence, in remission",
            "F1210": "Cannabis abuse",
            "F1220": "Cannabis dependence",
            "F1410": "Cocaine abuse",
            "F1420": "Cocaine dependence",
            "F1510": "Stimulant abuse",
            "F1520": "Stimulant dependence",
            "F17210": "Nicotine dependence, cigarettes",
            "F1910": "Other substance abuse",
            "F1920": "Other substance dependence",
            "F200": "Paranoid schizophrenia",
            "F209": "Schizophrenia, unspecified",
            "F22": "Delusional disorder",
            "F250": "Schizoaffective disorder, bipolar type",
            "F251": "Schizoaffective disorder, depressive type",
            "F29": "Psychosis, unspecified",
            "F3110": "Bipolar, manic, unspecified",
            "F3130": "Bipolar, depressed, unspecified",
            "F3181": "Bipolar II",
            "F319": "Bipolar, unspecified",
            "F320": "Depression, single episode, mild",
            "F321": "Depression, single episode, moderate",
            "F322": "Depression, single episode, severe",
            "F3289": "Other depressive episode",
            "F329": "Depression, single episode, unspecified",
            "F32A": "Depression, unspecified",
            "F330": "Depression, recurrent, mild",
            "F331": "Depression, recurrent, moderate",
            "F332": "Depression, recurrent, severe",
            "F3340": "Depression, recurrent, in remission",
            "F339": "Depression, recurrent, unspecified",
            "F341": "Persistent depressive disorder",
            "F3481": "Disruptive mood dysregulation disorder",
            "F39": "Mood disorder, unspecified",
            "F4000": "Agoraphobia",
            "F4010": "Social phobia",
            "F410": "Panic disorder",
            "F411": "Generalized anxiety",
            "F413": "Other mixed anxiety",
            "F418": "Other anxiety",
            "F419": "Anxiety, unspecified",
            "F422": "Obsessive thoughts and acts",
            "F429": "Obsessive-compulsive, unspecified",
            "F430": "Acute stress reaction",
            "F4310": "Post-traumatic stress, unspecified",
            "F4311": "Post-traumatic stress, acute",
            "F4312": "Post-traumatic stress, chronic",
            "F4320": "Adjustment disorder, unspecified",
            "F4321": "Adjustment disorder, depressed mood",
            "F4322": "Adjustment disorder, anxiety",
            "F4323": "Adjustment disorder, anxiety and depressed mood",
            "F4324": "Adjustment disorder, conduct",
            "F4325": "Adjustment disorder, emotions and conduct",
            "F4389": "Other reaction to severe stress",
            "F4481": "Dissociative identity disorder",
            "F4522": "Body dysmorphic disorder",
            "F5000": "Anorexia, unspecified",
            "F502": "Bulimia (general code)",
            "F5081": "Binge eating (general code)",
            "F509": "Eating disorder, unspecified",
            "F5101": "Primary insomnia",
            "F603": "Borderline personality",
            "F6081": "Narcissistic personality",
            "F609": "Personality disorder, unspecified",
            "F633": "Hair pulling",
            "F6381": "Intermittent explosive disorder",
            "F640": "Gender identity, adolescents and adults",
            "F70": "Mild intellectual disability",
            "F840": "Autism spectrum",
            "F900": "Attention deficit, inattentive",
            "F901": "Attention deficit, hyperactive",
            "F902": "Attention deficit, combined",
            "F909": "Attention deficit, unspecified",
            "F911": "Conduct disorder, childhood onset",
            "F913": "Oppositional defiant disorder",
            "F930": "Separation anxiety",
            "F941": "Reactive attachment disorder",
            "F952": "Tourette's disorder",
            "F99": "Mental disorder, unspecified",
            "R45851": "Suicidal thoughts",
            "Z600": "Problems of adjusting to life changes",
            "Z620": "Inadequate parental supervision",
            "Z630": "Problems with spouse or partner",
            "Z634": "Death or disappearance in the family",
            "Z635": "Separation or divorce in the family",
            "Z638": "Other family problems",
            "Z658": "Other psychosocial problems",
            "Z6282": "Parent and child problems (general code)",
            "Z62820": "Parent and biological child conflict",
            "Z9151": "History of suicidal behavior",
        }
    ),
)
