import os
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="true"
import pytest, json
from playwright.sync_api import sync_playwright
from axe_playwright_python.sync_playwright import Axe
from tests import factories
from apps.volunteers.models import Volunteer
from apps.guidance.models import ReflectionQuestion

@pytest.mark.django_db(transaction=True)
def test_look(live_server, client_of):
    from apps.campus.models import Campus
    Campus.objects.get_or_create(pk=1)
    ada = factories.make_administrator(full_name="Ada Winters", email="ada@campus.example")
    c = factories.make_cohort(students=[factories.make_student() for _ in range(3)], advisers=[factories.make_adviser()])
    v = Volunteer.objects.create(full_name="Ines", email="i@x.example")
    ReflectionQuestion.objects.create(text="How?")
    s = c.students.first()
    cookie = client_of(ada).cookies["sessionid"].value
    pages = ["", "cohorts/cohort/", f"cohorts/cohort/{c.pk}/change/", "cohorts/cohort/add/", "accounts/user/", "accounts/user/add/", f"students/student/{s.pk}/change/", "students/student/", "volunteers/volunteer/", f"volunteers/volunteer/{v.pk}/change/", "campus/campus/1/change/", "guidance/reflectionquestion/", "audit/entry/", "cohorts/membershipevent/", f"cohorts/cohort/{c.pk}/history/", f"accounts/user/{s.user_id}/change/"]
    out = {}
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox","--disable-background-networking","--disable-gpu"])
        for scheme in ("light","dark"):
          for width in (1280,390):
            if scheme=="dark" and width==390: continue
            ctx = b.new_context(color_scheme=scheme, viewport={"width":width,"height":900})
            ctx.add_cookies([{"name":"sessionid","value":cookie,"url":live_server.url}])
            pg = ctx.new_page()
            msgs=[]
            pg.on("console", lambda m: msgs.append((pg.url, m.text)) if m.type in ("error","warning") else None)
            pg.on("pageerror", lambda e: msgs.append((pg.url, str(e))))
            for a in pages:
                r = pg.goto(live_server.url+"/admin/"+a)
                assert r.status==200, a
                res = Axe().run(pg, options={"runOnly":["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).response["violations"]
                for x in res:
                    out.setdefault((x["id"],x["impact"], tuple(t for t in x["tags"] if t.startswith("wcag"))[:2]), []).append((scheme,width,a,x["nodes"][0]["html"][:150], x["nodes"][0].get("any",[{}])[0].get("message","")[:120] if x["nodes"][0].get("any") else "", len(x["nodes"])))
                if a in ("", "cohorts/cohort/", f"cohorts/cohort/{c.pk}/change/","volunteers/volunteer/"):
                    pg.screenshot(path=f"/tmp/e_ds/{scheme}-{width}-{a.replace('/','_') or 'index'}.png", full_page=True)
            if scheme=="light" and width==1280:
                pg.goto(live_server.url+f"/admin/cohorts/cohort/{c.pk}/change/")
                pg.click("text=Add another student")
                pg.click("#memberships-group tr.dynamic-memberships .select2-selection")
                pg.fill(".select2-search__field", "Person")
                pg.wait_for_selector(".select2-results__option:not(.loading-results)")
                pg.wait_for_timeout(500)
                pg.screenshot(path="/tmp/e_ds/select2.png")
                print("OPTIONS", pg.locator(".select2-results__option").all_inner_texts())
            print(scheme,width,"MSGS", set(msgs))
            ctx.close()
        b.close()
    for k,vv in out.items(): print(k, len(vv)); [print("    ",x) for x in vv[:3]]
