"""Joint tables of demographics from two public census tables, for scenarios/priors/.

Usage: make_priors.py DATA_DIR [--check]

DATA_DIR holds india_census2011/india-districts-census-2011.csv.gz and
us_adult_census/adult.data.gz. Writes india_census2011.json and us_adult.json beside this file, or
with --check compares and writes nothing: exit 1 where they differ.

A cell is a list of codes, one for each dimension, and how many people it stands for, in the
American table by the sampling weight fnlwgt of its respondents.
"""

import csv
import gzip
import hashlib
import io
import json
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Which districts make up a city. Delhi is the whole of its territory.
CITIES = {
    "Mumbai": {("MAHARASHTRA", "Mumbai"), ("MAHARASHTRA", "Mumbai Suburban")},
    "Delhi": {("NCT OF DELHI", None)},
    "Bengaluru": {("KARNATAKA", "Bangalore")},
    "Hyderabad": {("ANDHRA PRADESH", "Hyderabad")},
    "Chennai": {("TAMIL NADU", "Chennai")},
    "Kolkata": {("WEST BENGAL", "Kolkata")},
    "Pune": {("MAHARASHTRA", "Pune")},
    "Ahmedabad": {("GUJARAT", "Ahmadabad")},
    "Surat": {("GUJARAT", "Surat")},
    "Jaipur": {("RAJASTHAN", "Jaipur")},
    "Lucknow": {("UTTAR PRADESH", "Lucknow")},
    "Kanpur": {("UTTAR PRADESH", "Kanpur Nagar")},
    "Nagpur": {("MAHARASHTRA", "Nagpur")},
    "Indore": {("MADHYA PRADESH", "Indore")},
}
TOWN, VILLAGE, REST = "other town", "village", "elsewhere"

AGES = {"0-29": "Age_Group_0_29", "30-49": "Age_Group_30_49", "50+": "Age_Group_50"}
INCOMES = {
    "low": ["Less_than_Rs_45000", "Rs_45000_150000"],
    "middle": ["Rs_150000_330000", "Rs_330000_545000"],
    "high": ["Above_Rs_545000"],
}
# "Households" of the table counts census houses; these four add up to the 246.7 million households.
SIZES = ["Household_size_1_to_2_persons", "Household_size_3_to_5_persons_Households",
         "Household_size_6_8_persons_Households", "Household_size_9_persons_and_above_Households"]


def read(path):
    """The text of a gzip file, and what identifies it."""
    content = gzip.decompress(path.read_bytes())
    data = {"file": path.name, "sha256_of_content": hashlib.sha256(content).hexdigest()}
    return content.decode("utf-8"), data


def shares(weights):
    total = sum(weights.values())
    return {value: weight / total for value, weight in weights.items()}


def city_of(row):
    for city, districts in CITIES.items():
        for state, district in districts:
            if row["State name"] == state and district in (None, row["District name"]):
                return city
    return None


class District:
    """Of one row: how many people, and the share of each value in each dimension."""

    def __init__(self, row):
        def count(name):
            return float(row[name])

        households = sum(map(count, SIZES))
        phone = count("Households_with_Telephone_Mobile_Phone")
        computer = count("Households_with_Computer")
        self.city = city_of(row)
        self.people = count("Population")
        self.households = households
        self.gender = shares({"female": count("Female"), "male": count("Male")})
        self.age = shares({band: count(name) for band, name in AGES.items()})
        self.income = shares({band: sum(count("Power_Parity_" + part) for part in parts)
                              for band, parts in INCOMES.items()})
        # Whoever has a computer is taken to have a telephone.
        self.device = shares({"none": households - phone, "phone": phone - computer,
                              "computer": computer})
        houses = count("Urban_Households") + count("Rural_Households")
        self.urban = count("Urban_Households") / houses
        self.sums = {"people": self.people, "female": count("Female"), "male": count("Male"),
                     "literate_female": count("Female_Literate"),
                     "literate_male": count("Male_Literate"), "households": households,
                     "internet": count("Households_with_Internet"), "computer": computer,
                     "phone": phone, "urban_people": self.urban * self.people}

    def places(self):
        """(place, share of the people): a named city, or other towns and villages."""
        if self.city:
            return [(self.city, 1.0)]
        return [(TOWN, self.urban), (VILLAGE, 1.0 - self.urban)]


def profile(sums):
    """Figures of a place, for a reader; the joint table has what a scenario uses."""
    return {
        "people": round(sums["people"]),
        "urban_frac": round(sums["urban_people"] / sums["people"], 4),
        "female_frac": round(sums["female"] / sums["people"], 4),
        "literate_frac_female": round(sums["literate_female"] / sums["female"], 4),
        "literate_frac_male": round(sums["literate_male"] / sums["male"], 4),
        "internet_household_frac": round(sums["internet"] / sums["households"], 4),
        "computer_household_frac": round(sums["computer"] / sums["households"], 4),
        "phone_household_frac": round(sums["phone"] / sums["households"], 4),
    }


def india(data_dir):
    text, data = read(data_dir / "india_census2011/india-districts-census-2011.csv.gz")
    districts = [District(row) for row in csv.DictReader(io.StringIO(text))]
    dimensions = [
        {"name": "genders", "values": ["female", "male"]},
        {"name": "age_bands", "values": list(AGES)},
        {"name": "cities", "values": [*CITIES, TOWN, VILLAGE], "rest": REST},
        {"name": "income_bands", "values": list(INCOMES)},
        {"name": "devices", "values": ["none", "phone", "computer"]},
    ]
    genders, ages, cities, incomes, devices = (d["values"] for d in dimensions)
    cells = defaultdict(float)
    profiles = defaultdict(lambda: defaultdict(float))
    for d in districts:
        for name, number in d.sums.items():
            profiles[d.city or REST][name] += number
        for place, part in d.places():
            c = cities.index(place)
            for g, gender in enumerate(genders):
                for a, age in enumerate(ages):
                    for i, income in enumerate(incomes):
                        for v, device in enumerate(devices):
                            cells[g, a, c, i, v] += (
                                d.people * part * d.gender[gender] * d.age[age]
                                * d.income[income] * d.device[device])
    return {
        "name": "india_census2011",
        "title": "India 2011: sex, age band, city, income band and device at home",
        "source": "Office of the Registrar General and Census Commissioner, India: Census of India "
                  "2011, by district; incomes: the table's power-parity bands",
        "data": data,
        "unit": "people",
        "notes": [
            "Within a district the table has margins only, so the dimensions are independent there;"
            " what depends on what comes from 640 districts that differ.",
            "Shares of households stand for shares of people. low: below 150,000 rupees a year, "
            "high: above 545,000. The table repeats one income row for all nine districts of "
            "Delhi, and its incomes are a sample.",
            "The band 0-29 holds children; the table has no finer bands.",
        ],
        "dimensions": dimensions,
        "profiles": {place: profile(sums) for place, sums in sorted(profiles.items())},
        "cells": rounded(cells),
    }


COLUMNS = ["age", "workclass", "fnlwgt", "education", "education-num", "marital-status",
           "occupation", "relationship", "race", "sex", "capital-gain", "capital-loss",
           "hours-per-week", "native-country", "income"]
OCCUPATIONS = {
    "office": {"Exec-managerial", "Prof-specialty", "Adm-clerical", "Sales", "Tech-support"},
    "manual": {"Craft-repair", "Machine-op-inspct", "Transport-moving", "Handlers-cleaners",
               "Farming-fishing"},
    "service": {"Other-service", "Priv-house-serv", "Protective-serv", "Armed-Forces"},
    "not stated": {"?"},
}


def band(value, starts):
    """The last name whose start is at most the value."""
    return [name for name, start in starts.items() if value >= start][-1]


AGE_STARTS = {"18-24": 18, "25-34": 25, "35-44": 35, "45-54": 45, "55+": 55}
EDUCATION_STARTS = {"no diploma": 0, "high school": 9, "some college": 10, "degree": 13}
HOUR_STARTS = {"below 35": 0, "35-44": 35, "45+": 45}


def us_adult(data_dir):
    text, data = read(data_dir / "us_adult_census/adult.data.gz")
    dimensions = [
        {"name": "genders", "values": ["female", "male"]},
        {"name": "age_bands", "values": list(AGE_STARTS)},
        {"name": "income_bands", "values": ["up to 50k", "over 50k"]},
        {"name": "education", "values": list(EDUCATION_STARTS)},
        {"name": "hours", "values": list(HOUR_STARTS)},
        {"name": "occupation", "values": list(OCCUPATIONS)},
    ]
    values = [d["values"] for d in dimensions]
    cells = defaultdict(float)
    people = 0
    for line in csv.reader(io.StringIO(text), skipinitialspace=True):
        if len(line) != len(COLUMNS):
            continue
        row = dict(zip(COLUMNS, line))
        age = int(row["age"])
        if age < 18:
            continue
        people += 1
        job = next(name for name, jobs in OCCUPATIONS.items() if row["occupation"] in jobs)
        named = [row["sex"].lower(), band(age, AGE_STARTS),
                 "over 50k" if row["income"] == ">50K" else "up to 50k",
                 band(int(row["education-num"]), EDUCATION_STARTS),
                 band(int(row["hours-per-week"]), HOUR_STARTS), job]
        cells[tuple(v.index(name) for v, name in zip(values, named))] += float(row["fnlwgt"])
    return {
        "name": "us_adult",
        "title": "United States 1994: sex, age band, income, education, hours and occupation",
        "source": "Becker, Kohavi (1996): Adult, UCI Machine Learning Repository, "
                  "doi 10.24432/C5XW20; from the Current Population Survey of 1994",
        "data": data,
        "unit": "sum of the sampling weight fnlwgt",
        "notes": [
            f"{people} respondents of 18 and more.",
            "The file keeps people with an income and working hours; 32 in a hundred are women, "
            "far fewer than among those who worked.",
            "A scenario uses the dimensions that its population has; the others are summed over.",
        ],
        "dimensions": dimensions,
        "cells": rounded(cells),
    }


def rounded(cells):
    """[code, ..., people] of every cell that holds half a person or more, in order."""
    return [[*codes, round(weight)] for codes, weight in sorted(cells.items()) if weight >= 0.5]


def as_text(table):
    """JSON, one line for each entry of the lists and tables that are long."""
    parts = []
    for key, value in table.items():
        if key in ("cells", "dimensions", "notes"):
            text = "[\n    " + ",\n    ".join(json.dumps(v) for v in value) + "\n  ]"
        elif key == "profiles":
            text = "{\n    " + ",\n    ".join(
                f"{json.dumps(k)}: {json.dumps(v)}" for k, v in value.items()) + "\n  }"
        else:
            text = json.dumps(value)
        parts.append(f"  {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(arguments):
    data_dir = Path(arguments[0])
    if not (data_dir / "us_adult_census").is_dir():
        print(f"WARNING: skipped, the census tables are not in {data_dir}")
        return 0
    wrong = 0
    for table in (india(data_dir), us_adult(data_dir)):
        path = HERE / (table["name"] + ".json")
        text = as_text(table)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            print(f"{path.name} is not what {table['data']['file']} gives: run {__file__} again")
            wrong = 1
        print(f"{path.name}: {len(table['cells'])} cells")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
