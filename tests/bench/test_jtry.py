import cProfile, pstats, time
from tests.bench import floors, databases, measure
from apps.cohorts.models import Cohort
from apps.accounts.models import User
from django.test import Client
from django.urls import reverse
from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_try(large):
    c = Cohort.objects.filter(name="Pathways 1002").get()
    p = c.advisers.get()
    client = Client()
    client.force_login(p)
    url = reverse("dashboards:cohort", args=[c.pk])
    with measure._quiet():
        for _ in range(10):
            client.get(url)
        with CaptureQueriesContext(connection) as q:
            client.get(url)
        pr = cProfile.Profile()
        pr.enable()
        for _ in range(50):
            client.get(url)
        pr.disable()
    for e in q.captured_queries:
        print(e["time"], e["sql"][:150].replace("\n", " "))
    pstats.Stats(pr).sort_stats("cumtime").print_stats(75)
    pstats.Stats(pr).sort_stats("tottime").print_stats(30)
