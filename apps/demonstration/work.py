"""What people do and where: fields of interest with the work in them, and the cities people live in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field of interest: what its students study, what people in it do, where they work, what they like to be
    asked about.
    """

    name: str
    major: str
    roles: tuple[str, ...]
    organizations: tuple[str, ...]
    topics: str


FIELDS = [
    Field(
        "Accounting and finance",
        "Accounting",
        ("Tax accountant", "Credit analyst", "Internal auditor", "Branch manager"),
        ("Harbor Point Credit Union", "Lindqvist & Rowe CPAs", "Tri-County Savings"),
        "Passing the CPA exam while working, and what the first busy season is like",
    ),
    Field(
        "Arts and design",
        "Graphic design",
        ("Exhibit designer", "Illustrator", "Stage manager", "Type designer"),
        ("Fairhaven Museum of Art", "Paper Lantern Studio", "Millrace Theatre"),
        "Making a portfolio without a design degree, and freelancing in the first two years",
    ),
    Field(
        "Biology and research",
        "Biology",
        ("Research associate", "Lab manager", "Field ecologist", "Clinical data manager"),
        ("Osprey Bay Research Station", "Corvane Biosciences", "State Plant Laboratory"),
        "What a working day in a laboratory is, and when graduate school is worth it",
    ),
    Field(
        "Computing and data",
        "Computer science",
        ("Software engineer", "Data analyst", "Accessibility engineer", "Database administrator"),
        ("Brightwater Software", "Northfold Analytics", "County Information Office"),
        "Getting the first job in software from a state campus, and working on a team",
    ),
    Field(
        "Construction and skilled trades",
        "Construction management",
        ("Site superintendent", "Estimator", "Electrician", "Surveyor"),
        ("Ridgeline Builders", "Amadi & Sons Electric", "Cornerstone Surveying"),
        "Running a site, and how apprenticeships and degrees fit together",
    ),
    Field(
        "Education",
        "Early childhood education",
        ("Middle-school teacher", "School counselor", "Reading specialist", "Curriculum designer"),
        ("Eastgate Middle School", "Fairhaven Public Schools", "Open Door Literacy"),
        "The first year in a classroom, and work in education outside it",
    ),
    Field(
        "Engineering",
        "Civil engineering",
        ("Civil engineer", "Process engineer", "Quality engineer", "Transit planner"),
        ("Keystone Water Works", "Alder Valley Transit", "Meridian Castings"),
        "Internships, the license, and what changes after graduation",
    ),
    Field(
        "Environment and agriculture",
        "Environmental science",
        ("Watershed coordinator", "Orchard manager", "Soil scientist", "Park ranger"),
        ("Three Rivers Conservancy", "Bellweather Orchards", "State Forest Service"),
        "Seasonal jobs that lead somewhere, and working outdoors for a living",
    ),
    Field(
        "Government and public service",
        "Political science",
        ("Policy analyst", "City planner", "Legislative aide", "Emergency coordinator"),
        ("City of Fairhaven", "State Housing Agency", "Office of Senator Ruiz-Hale"),
        "How hiring works in public service, and what a policy memo looks like",
    ),
    Field(
        "Health care",
        "Nursing",
        ("Registered nurse", "Physical therapist", "Health educator", "Medical interpreter"),
        ("St. Brigid Hospital", "Riverside Community Clinic", "Blue Heron Rehabilitation"),
        "Night shifts, prerequisites, and jobs in a hospital besides doctor and nurse",
    ),
    Field(
        "Hospitality and food",
        "Hospitality management",
        ("Hotel operations manager", "Pastry chef", "Event planner", "Restaurant owner"),
        ("The Quay Hotel", "Salt & Sumac", "Gathered Events"),
        "Opening a place of your own, and what the numbers have to be",
    ),
    Field(
        "Law and justice",
        "Criminal justice",
        ("Public defender", "Paralegal", "Court interpreter", "Mediator"),
        ("Fairhaven Legal Aid", "Dane County Courts", "Osei Boyd Mediation"),
        "Whether to go to law school, and work in law that needs no law degree",
    ),
    Field(
        "Media and communication",
        "Journalism",
        ("Reporter", "Podcast producer", "Communications officer", "Copy editor"),
        ("The Fairhaven Ledger", "Static & Signal Audio", "Harbor United Way"),
        "Clips, pitching, and telling a story when the deadline is tonight",
    ),
    Field(
        "Social work and nonprofits",
        "Social work",
        ("Case manager", "Grant writer", "Youth program director", "Housing advocate"),
        ("Common Table", "Harborlight Family Services", "Second Street Shelter"),
        "Boundaries, burnout, and how small organizations find their money",
    ),
]

# City and its time zone; empty is the campus's own.
CITIES = [
    ("Fairhaven", ""),
    ("Fairhaven", ""),
    ("New York", ""),
    ("Philadelphia", ""),
    ("Boston", ""),
    ("Atlanta", ""),
    ("Detroit", "America/Detroit"),
    ("Chicago", "America/Chicago"),
    ("Houston", "America/Chicago"),
    ("Denver", "America/Denver"),
    ("Los Angeles", "America/Los_Angeles"),
    ("Seattle", "America/Los_Angeles"),
    ("San Juan", "America/Puerto_Rico"),
    ("Toronto", "America/Toronto"),
    ("London", "Europe/London"),
]
