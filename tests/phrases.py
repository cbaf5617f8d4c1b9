"""What invented records are made of (``visits.py``). Nobody said or did any of it."""

from __future__ import annotations

WHO = tuple(
    """
A girl of about fourteen
Two boys in school blazers
A teenager in a grey tracksuit
Three girls with carrier bags
A young woman in a red puffer jacket
A lad on a black e-scooter
A boy, perhaps thirteen,
A group of five teenagers
A girl with a pink rucksack
Two sisters
A boy known to the youth club
A girl in a white hoodie
Somebody of about sixteen
A pair of cousins
A lone teenager with a bicycle
""".strip().splitlines()
)
DID = tuple(
    """
waited by the side entrance
sat on the kerb sharing chips
asked staff for a phone charger
got out of the back of a dark saloon
was handed a vape by a man of about thirty
stood at the counter without ordering
walked twice round the block
cried quietly near the bins
ran across when a horn sounded
showed a new phone to the others
came down from the upstairs flat
asked us for the time and then for a lift
was given cash folded in a napkin
argued with an older man about a debt
slept against the shutter
borrowed a lighter from a driver
kept looking at the first-floor window
paid for six meals from a roll of notes
""".strip().splitlines()
)
WHERE = tuple(
    """
outside the {name}
under the railway arch off {street}
in the yard behind {name}
at the bus shelter on {street}
beside the cash machine
on the steps opposite {name}
in the stairwell of the car park
at the far end of {street}
by the taxi rank
in the doorway next to {name}
near the canal bridge
""".strip().splitlines()
)
THEN = tuple(
    """
We introduced ourselves and left a card
Staff said they had closed the upstairs at ten
The driver moved off as soon as he saw the lanyards
We rang the duty line at {time} and were called back
She took the number and put it in her shoe
He would not say where he was staying
The manager produced the refusals book when asked
Nobody came back in the next {minutes} minutes
Licensing have been asked to look at the side door
They accepted a lift home from the youth worker
We stayed until the last tram at {time}
A cleaner told us it happens most {day}s
The security guard walked over and stood with us
An upstairs light went off while we talked
We counted {number} empty cans by the wall
The officer noted the plate of a {colour} {make}
He said his aunt knows where he is
They went towards the station in two groups
""".strip().splitlines()
)
SAID = tuple(
    """
he just buys us food and that
I told me mum I was at {friend}'s
you can't tell no one I was here
he gets mad if I don't answer
I'm not even cold
she said it was a party but it weren't
it's only till {day}
they know where my nan lives
I never asked for the phone
can I go now please
he said I owe him {number} quid
we're just waiting for {friend}
""".strip().splitlines()
)
VIEW = tuple(
    """
The adult chose the place and the time
She looked frightened of being seen with us
This is the {ordinal} time that this doorway comes up
The pattern fits what the school told us in {month}
Staff know more than they said
He may be holding something for somebody older
The group felt safer once we were there
Worth a joint visit with licensing on a {day}
I would like the return interview to ask about {friend}
The gifts seem to come from one person
The manager has changed since {month}
Her friends were looking out for her
""".strip().splitlines()
)
FIRST = tuple(
    """
Amira
Ben
Chloe
Dev
Ellis
Farah
Grace
Haroon
Isla
Jordan
Kezia
Liam
Maya
Noor
Owen
Priya
Reece
Sana
Tom
Zainab
""".strip().splitlines()
)
LAST = tuple(
    """
Ashworth
Begum
Clegg
Duffy
Entwistle
Farrow
Greenhalgh
Hussain
Iqbal
Jardine
Kershaw
Lomax
Mistry
Nuttall
Okafor
Pilling
""".strip().splitlines()
)
AGENCIES = tuple(
    """
childrens_social_care
youth_service
health
police
licensing
voluntary_sector
""".strip().splitlines()
)
DAYS = tuple(
    """
Monday
Tuesday
Wednesday
Thursday
Friday
Saturday
Sunday
""".strip().splitlines()
)
MONTHS = tuple(
    """
January
March
April
June
September
October
November
""".strip().splitlines()
)
MAKES = tuple(
    """
Astra
Corsa
Insignia
Octavia
Prius
Golf
Qashqai
Leon
Transit
Passat
""".strip().splitlines()
)
COLOURS = tuple(
    """
silver
black
white
blue
grey
red
green
""".strip().splitlines()
)
WEATHER = tuple(
    """
dry and cold
steady rain
drizzle
clear, frost on cars
mild and windy
fog after midnight
""".strip().splitlines()
)
TYPES = tuple(
    """
takeaway
taxi_office_or_rank
hotel_or_bb
park
car_park
transport_hub
shopping
licensed_premises
school_surroundings
flat
""".strip().splitlines()
)
INDICATORS = tuple(
    """
alcohol_for_child
child_in_vehicle
gifts_or_money
expensive_items
drugs
child_distressed_or_intoxicated
child_alone_late
several_adults_one_room
""".strip().splitlines()
)
