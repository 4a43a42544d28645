"""Place of service codes (published by CMS), with our names."""

from __future__ import annotations

from datetime import date

from .model import CodeList, Entry, simple

PLACES = CodeList(
    "place_of_service",
    "Place of service",
    date(2026, 4, 29),
    [
        *simple(
            {
                "01": "Pharmacy",
                "02": "Telehealth, client not at home",
                "03": "School",
                "04": "Homeless shelter",
                "05": "Indian Health Service, free-standing",
                "06": "Indian Health Service, provider-based",
                "07": "Tribal 638, free-standing",
                "08": "Tribal 638, provider-based",
                "09": "Prison or correctional facility",
                "11": "Office",
                "12": "Home",
                "13": "Assisted living",
                "14": "Group home",
                "15": "Mobile unit",
                "16": "Temporary lodging",
                "17": "Walk-in retail clinic",
                "18": "Place of employment",
                "19": "Off-campus outpatient hospital",
                "20": "Urgent care",
                "21": "Inpatient hospital",
                "22": "On-campus outpatient hospital",
                "23": "Emergency room",
                "24": "Ambulatory surgery center",
                "25": "Birthing center",
                "26": "Military treatment facility",
                "31": "Skilled nursing facility",
                "32": "Nursing facility",
                "33": "Custodial care facility",
                "34": "Hospice",
                "41": "Ambulance, land",
                "42": "Ambulance, air or water",
                "49": "Independent clinic",
                "50": "Federally qualified health center",
                "51": "Inpatient psychiatric facility",
                "52": "Psychiatric partial hospitalization",
                "53": "Community mental health center",
                "54": "Intermediate care for intellectual disability",
                "55": "Residential substance use treatment",
                "56": "Residential psychiatric treatment",
                "57": "Non-residential substance use treatment",
                "60": "Mass immunization center",
                "61": "Inpatient rehabilitation",
                "62": "Outpatient rehabilitation",
                "65": "Dialysis facility",
                "71": "Public health clinic",
                "72": "Rural health clinic",
                "81": "Independent laboratory",
                "99": "Other place",
            }
        ),
        Entry("10", "Telehealth, client at home", date(2022, 1, 1)),
        Entry("27", "Outreach or street", date(2023, 10, 1)),
        Entry("58", "Non-residential opioid treatment", date(2020, 1, 1)),
        Entry("66", "Program of all-inclusive care for the elderly", date(2024, 8, 1)),
    ],
)
