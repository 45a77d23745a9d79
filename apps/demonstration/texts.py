"""What students wrote: what they learned, thank-you notes, answers to the reflection questions, research."""

from apps.guidance.content.entries import Slot

QUESTIONS = [
    "How did I feel about what I learned?",
    "Could I see myself doing this work?",
    "How has it changed my first impression of the field?",
    "What do I still need to know, and who could tell me?",
]

# One list of answers for each question, in the same order.
ANSWERS = [
    [
        "Relieved, mostly. Nobody expected me to have it worked out already.",
        "Excited on the bus home, then a bit overwhelmed by how many ways in there are.",
        "Calmer than before. The parts I was afraid of turned out to be learnable.",
        "Honestly a little let down: the day is more spreadsheets than I thought. Better to know now.",
        "Proud that I asked, and surprised how much someone with that title wanted to help.",
    ],
    [
        "Yes, in a small team. The big firm sounded lonely.",
        "I think so, if I can keep some contact with people and not only screens.",
        "Not this exact job, but the one next to it that came up near the end.",
        "No, and I am glad I know before taking the prerequisites.",
        "Maybe after two years of something hands-on first.",
    ],
    [
        "I thought you needed family in it. Half of that office are first in their family at college.",
        "It is slower and more careful than it looks from outside.",
        "There is far more writing in it than anybody tells you.",
        "I used to think it was about being the smartest in the room. It is about being easy to work with.",
        "It pays less at the start than I believed, and more later.",
    ],
    [
        "What the license costs, and whether anybody pays for it. A recent hire could tell me.",
        "How people do this with children. I was given a name to ask.",
        "Which classes matter. I will ask my professor, who used to work there.",
        "What the first six months look like from someone in them right now.",
        "Whether an internship has to be in the summer. The Career Center may know.",
    ],
]

# By how they talk; messages need no place.
PLACES = {
    "in_person": ["Cedar Street Coffee", "Riverside Library, first floor", "Student union, by the fireplace"],
    "video": ["https://meet.example.org/half-an-hour", "https://video.example.org/room/204"],
    "phone": ["I call 555-0142", "I get a call"],
}

LEARNED = [
    "The job title is not the job. Most of the week is meetings with people who disagree, and writing down"
    " what they decided.",
    "Nobody has a straight path: two majors, a gap year, then a lucky part-time job at the front desk.",
    "Volunteer once before you apply anywhere. It shows you the boring part, and they remember you.",
    "Certificates matter less than being able to explain one project from beginning to end.",
    "They hire from the people who ask good questions at the spring open house.",
    "Learn to write a short email. It was the one skill that came up three times.",
    "The first two years are shift work, and then you choose. Ask about the rotation before you sign.",
    "Keep a list of what you finished each week; that list becomes the resume.",
    "Being bilingual is half of the job here, and it is on the pay scale.",
    "Small places let you try everything. Large places teach you one thing very well.",
    "Rejections are mostly about timing. She was turned down twice by the place that employs her now.",
    "You can start as a technician and let them pay for the degree.",
    "Burnout is real in this field. He swims every morning and takes no work phone home.",
    "Go to the state conference as a student volunteer: it is free and everybody is there.",
]

NOTES = [
    "Dear {first},\n\nThank you for your time. What stays with me most: {learned}\n\nI am going to act on it"
    " this week and will tell you how it went.\n\nWith thanks,\n{student}",
    "Hi {first},\n\nI keep thinking about our conversation, and above all about this: {learned}\n\nThank you"
    " for being so open about the hard parts too.\n\nBest wishes,\n{student}",
    "Dear {first},\n\nThank you for making room for me in a full day. {learned} I had never heard it put like"
    " that, and I have already told my roommate.\n\nGratefully,\n{student}",
]

EXCLUSION_REASON = (
    "This was your job interview at the clinic. It is a good step, but it does not count as an informational"
    " interview; the next one will."
)

# The demonstration student's own conversation.
STUDENT_LEARNED = (
    "Patients remember who explained things. Interpreters sit in on every difficult conversation at the"
    " clinic, and the certificate takes one summer. Ask to shadow on a Tuesday."
)
ABOUT_ME = (
    "I’m Lupita, a sophomore at Fairhaven State and the first in my family at college. I grew up interpreting for my"
    " grandmother at the clinic, and I’m curious how people make a living of explaining hard things to patients. I’d"
    " like to find out whether that could be my work."
)
WHO_DO_YOU_KNOW = (
    "Hi Maria, this is Lupita. I’m curious how clinics train interpreters. Could you think of one person who might talk"
    " with me about it for 20 minutes? If nobody comes to mind, that’s all right. Thank you!"
)
# Of a second talk: key, heading, words, and whether to follow up.
STUDENT_NOTES = [
    (
        "bank_what_do_you_wish_you_had_known",
        "What do you wish you had known when you started?",
        "The first year is mostly listening. She kept a notebook of words she had to look up, and still does.",
        False,
    ),
    ("names", "Two more people to talk to", "Whoever runs the summer course. She will look for the name.", True),
    (
        "valuable",
        "What was most valuable?",
        "Nobody is born bilingual in medicine: everyone learns it word by word.",
        False,
    ),
]
STUDENT_ANSWERS = [
    "Lighter than before I went in. She was nervous once too, and told me so.",
    "Yes. I already do it for my grandmother, and this is that with training.",
    "I thought the only way into a hospital was nursing or medicine.",
    "What the certificate exam is like. She gave me the name of someone who took it last spring.",
]
STUDENT_COMMENT = (
    "Doing it for your grandmother is real practice: put it on your resume. Would you like to see the clinic’s "
    "interpreters at work for a morning? I know who to ask there."
)
STUDENT_NOTE = "Works Saturdays, so weekdays after two are best. Asked about the certificate."

# What was read up on before a conversation.
RESEARCH = (
    (Slot.PATH, "Studied biology, then two years in a lab, then this job since 2019."),
    (Slot.ORGANIZATION, "About 40 people. They opened a second office last spring."),
    (Slot.OUTLOOK, "Faster than average, mostly in the cities. Few openings where I’m from."),
    (Slot.STILL_TO_KNOW, "How much of the week is with people, and how much at a desk?"),
)
STUDENT_RESEARCH = (
    (Slot.PATH, "Public health at State, three years at the county, then the hospital."),
    (Slot.ORGANIZATION, "St. Brigid has a health education team of six. They teach classes in three languages."),
    (Slot.STILL_TO_KNOW, "Who decides what is taught: the team, or the doctors?"),
)
STUDENT_QUESTION = "Do you like your job?"  # it can end at “yes”, so that a hint shows
STUDENT_TICKS = ("try-the-link", "quiet-place")
