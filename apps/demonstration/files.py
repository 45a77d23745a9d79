"""Two files as campuses write them: a roster, of which three rows stay out, and a list from the alumni office."""

from apps.volunteers.models import Volunteer

ROSTER_NAME, VOLUNTEERS_NAME = "undeclared-explorers.csv", "alumni-office.csv"

# Three are in the cohort already, one of them with another major. One writes from outside of the campus, and one is in
# no cohort. What stays out: two people on one address, and a cohort that there is none of.
ROSTER = """\
Fairhaven State,,,,,,,
"Undeclared Explorers, roster of the registrar",,,,,,,
,,,,,,,
Student ID,Last Name,First Name,Preferred Name,Campus Email,Cohort,Major,Advisor
F2042001,Okafor,Beatrice,,beatrice.okafor@fairhaven.example,Undeclared Explorers,Undeclared,
F2042002,Lindgren,Tobias,,tobias.lindgren@fairhaven.example,Undeclared Explorers,Geography,
F2042003,Marchetti,Giulia,,giulia.marchetti@fairhaven.example,Undeclared Explorers,Undeclared,
F2042004,Diallo,Amara,,amara.diallo@fairhaven.example,Undeclared Explorers,Undeclared,
F2042011,Vasquez,Noemi,,noemi.vasquez@fairhaven.example,Undeclared Explorers,Undeclared,
F2042012,Petrosyan,Armen,,armen.petrosyan@fairhaven.example,Undeclared Explorers,Undeclared,
F2042013,Castleberry,Josephine,Josie,josephine.castleberry@fairhaven.example,Undeclared Explorers,Undeclared,
F2042014,Raman,Dev,,dev.raman@mailbox.example,Undeclared Explorers,Undeclared,
F2042015,Sørensen,Freja,,freja.sorensen@fairhaven.example,Undeclared Explorers,Linguistics,
F2042016,Abernathy,Quincy,,quincy.abernathy@fairhaven.example,Undeclared Explorers,Undeclared,
F2042017,Ferreira,Inês,,ines.ferreira@fairhaven.example,,Undeclared,
F2042018,Blackwood,Rowan,,r.blackwood@fairhaven.example,Undeclared Explorers,Undeclared,
F2042019,Blackwood,Rosalie,,r.blackwood@fairhaven.example,Undeclared Explorers,Undeclared,
F2042020,Thibodeaux,Marcel,,marcel.thibodeaux@fairhaven.example,Evening Explorers,Undeclared,
"""
LEFT_OVER = 3

_VOLUNTEERS = """\
First,Last,Email,Class Year,Job Title,Employer,Field,City,State,Willing?,Max per term,Share hours,Phone
{known},{class_year},Director of operations,Harbor Point Credit Union,,{city},,yes,3,yes,(555) 010-4410
Winifred,Achebe,winifred.achebe@alumni.example,'09,Public defender,Tri-County Legal Aid,,Fairhaven,,yes,2,yes,
Leopold,Strand,leopold.strand@alumni.example,2016,Sound engineer,Millrace Theatre,Arts and design,Fairhaven,,yes,1,no,
Henrietta,Vance,henrietta.vance@alumni.example,class of 2001,Editor,,,Fairhaven,,not now,,,
Cornelius,Agbaje,cornelius.agbaje@alumni.example,20O4,Actuary,,,Fairhaven,,yes,2,,
Mirabel,Fontaine,mirabel.fontaine at alumni.example,1998,Landscape architect,,,Fairhaven,,yes,2,,
"""


def list_of_volunteers(known: Volunteer) -> str:
    """With one who is known, and has another employer now."""
    given, family = known.full_name.split(" ", 1)
    return _VOLUNTEERS.format(
        known=f"{given},{family},{known.email}", class_year=known.class_year, city=known.city.replace(",", "")
    )
