"""What everybody gets from every URL: GET, then POST with an empty body, a status for each of PEOPLE.

302 for anonymous people is the way to the sign-in page; 404 is somebody else's, or not for that role; 405 is a method
the URL does not know; 422 is a form with mistakes, so the door was open. HEAD is GET, and no other method is known.
"""

PEOPLE = ("anonymous", "owner", "other student", "adviser", "other adviser", "administrator", "coach")

_TABLE = """
account_change_password                  302 302 302 302 302 302 302 | 302 302 302 302 302 302 302
account_confirm_login_code               302 200 200 200 200 200 200 | 302 302 302 302 302 302 302
account_email                            302 404 404 404 404 404 404 | 302 404 404 404 404 404 404
account_email_verification_sent          302 200 200 200 200 200 200 | 302 302 302 302 302 302 302
account_inactive                         200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
account_login                            200 200 200 200 200 200 200 | 422 302 302 302 302 302 302
account_logout                           302 200 200 200 200 200 200 | 302 302 302 302 302 302 302
account_reauthenticate                   302 403 403 403 403 403 403 | 302 403 403 403 403 403 403
account_request_login_code               200 200 200 200 200 200 200 | 422 302 302 302 302 302 302
account_reset_password                   200 200 200 200 200 200 200 | 422 422 422 422 422 422 422
account_reset_password_done              200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
account_reset_password_from_key          200 200 200 200 200 200 200 | 422 422 422 422 422 422 422
account_reset_password_from_key_done     200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
account_set_password                     302 200 200 302 302 302 302 | 302 422 422 302 302 302 302
account_signup                           200 302 302 302 302 302 302 | 200 302 302 302 302 302 302
accounts:activate_second_factor          302 200 200 302 302 302 302 | 302 422 422 302 302 302 302
accounts:color_scheme                    302 405 405 405 405 405 405 | 302 422 422 422 422 422 422
accounts:confirm_address                 302 200 200 200 200 200 200 | 302 302 302 302 302 302 302
accounts:confirm_code                    302 200 200 200 200 200 200 | 302 302 302 302 302 302 302
accounts:email                           302 404 404 404 404 404 404 | 302 404 404 404 404 404 404
accounts:index                           302 302 302 302 302 302 302 | 302 302 302 302 302 302 302
accounts:request_code                    200 200 200 200 200 200 200 | 422 302 302 302 302 302 302
accounts:set_password                    302 200 200 302 302 302 302 | 302 422 422 302 302 302 302
accounts:settings                        302 200 200 200 200 200 200 | 302 422 422 422 422 422 422
accounts:sign_in                         200 200 200 200 200 200 200 | 422 302 302 302 302 302 302
accounts:sign_out_device                 302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
accounts:sign_out_elsewhere              302 405 405 405 405 405 405 | 302 302 302 302 302 302 302
accounts:single_keys                     302 405 405 405 405 405 405 | 302 422 422 422 422 422 422
contacts:add                             302 200 200 404 404 404 404 | 302 422 422 404 404 404 404
contacts:archive                         302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
contacts:detail                          302 200 404 404 404 404 404 | 302 405 405 405 405 405 405
contacts:edit                            302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
contacts:just_met                        302 200 200 404 404 404 404 | 302 422 422 404 404 404 404
contacts:list                            302 200 200 404 404 404 404 | 302 405 405 405 405 405 405
contacts:remove                          302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
contacts:tell_no_more                    302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
contacts:withdraw_archive                302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
dashboards:cohort                        302 404 404 200 404 200 200 | 302 405 405 405 405 405 405
dashboards:cohorts                       302 404 404 200 200 200 200 | 302 405 405 405 405 405 405
dashboards:exclusion                     302 405 405 405 405 405 405 | 302 404 404 422 404 422 403
dashboards:home                          302 200 200 302 302 302 302 | 302 405 405 405 405 405 405
dashboards:primer                        302 200 200 404 404 404 404 | 302 405 405 405 405 405 405
dashboards:start                         302 200 200 404 404 404 404 | 302 405 405 405 405 405 405
dashboards:student                       302 404 404 200 404 200 200 | 302 405 405 405 405 405 405
dashboards:withdraw_exclusion            302 405 405 405 405 405 405 | 302 404 404 302 404 302 403
healthz                                  200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
interviews:calendar                      302 200 404 404 404 404 404 | 302 405 405 405 405 405 405
interviews:close                         302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
interviews:close_by_link                 200 200 200 200 200 200 200 | 403 403 403 403 403 403 403
interviews:close_by_link_shortened       200 200 200 200 200 200 200 | 403 403 403 403 403 403 403
interviews:confirm                       302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
interviews:detail                        302 200 404 404 404 404 404 | 302 405 405 405 405 405 405
interviews:list                          302 200 200 404 404 404 404 | 302 405 405 405 405 405 405
interviews:log                           302 200 200 404 404 404 404 | 302 422 422 404 404 404 404
interviews:log_by_link                   200 200 200 200 200 200 200 | 403 403 403 403 403 403 403
interviews:log_by_link_shortened         200 200 200 200 200 200 200 | 403 403 403 403 403 403 403
interviews:notes                         401 200 404 404 404 404 404 | 401 400 404 404 404 404 404
interviews:plan                          302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
interviews:reopen                        302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
interviews:schedule                      302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
interviews:thank_you                     302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
interviews:thanked                       302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
interviews:withdraw_by_link              405 405 405 405 405 405 405 | 403 403 403 403 403 403 403
interviews:withdraw_date                 302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
interviews:withdraw_log                  302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
interviews:withdraw_thanks               302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
licenses                                 200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
offline                                  200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
worker                                   200 200 200 200 200 200 200 | 405 405 405 405 405 405 405
mfa_activate_totp                        302 200 200 302 302 302 302 | 302 422 422 302 302 302 302
mfa_authenticate                         302 200 200 200 200 200 200 | 302 302 302 302 302 302 302
mfa_deactivate_totp                      302 404 404 404 404 404 404 | 302 404 404 404 404 404 404
mfa_download_recovery_codes              302 404 404 404 404 404 404 | 302 404 404 404 404 404 404
mfa_generate_recovery_codes              302 200 200 200 200 200 200 | 302 422 422 422 422 422 422
mfa_index                                302 200 200 200 200 200 200 | 302 405 405 405 405 405 405
mfa_reauthenticate                       302 403 403 403 403 403 403 | 302 403 403 403 403 403 403
mfa_view_recovery_codes                  302 404 404 404 404 404 404 | 302 405 405 405 405 405 405
network:merge                            302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
network:refer                            302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
outreach:ask                             302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
outreach:no_more_mail                    200 200 200 200 200 200 200 | 422 422 422 422 422 422 422
outreach:office_hours                    302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
outreach:reply                           302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
outreach:request                         302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
outreach:sending                         302 405 405 405 405 405 405 | 302 404 404 404 404 404 404
outreach:who_do_you_know                 302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
outreach:who_do_you_know_answer          302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
outreach:who_do_you_know_sending         302 405 405 405 405 405 405 | 302 404 404 404 404 404 404
outreach:who_do_you_know_thanks          302 405 405 405 405 405 405 | 302 404 404 404 404 404 404
outreach:who_do_you_know_withdraw_answer 302 405 405 405 405 405 405 | 302 404 404 404 404 404 404
outreach:who_do_you_know_withdraw_sending 302 405 405 405 405 405 405 | 302 404 404 404 404 404 404
outreach:who_do_you_know_withdraw_thanks 302 405 405 405 405 405 405 | 302 404 404 404 404 404 404
outreach:withdraw_reply                  302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
outreach:withdraw_request                302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
outreach:withdraw_sending                302 405 405 405 405 405 405 | 302 404 404 404 404 404 404
preparation:checklist                    302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:meet                         302 200 404 404 404 404 404 | 302 302 404 404 404 404 404
preparation:more_people                  302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:move                         302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:picks                        302 405 405 405 405 405 405 | 302 422 404 404 404 404 404
preparation:prepare                      302 200 404 404 404 404 404 | 302 405 405 405 405 405 405
preparation:prepared                     302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:question                     302 405 405 405 405 405 405 | 302 422 404 404 404 404 404
preparation:questions                    302 405 405 405 405 405 405 | 302 422 404 404 404 404 404
preparation:remove                       302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:research                     302 405 405 405 405 405 405 | 302 422 404 404 404 404 404
preparation:sheet                        302 200 404 404 404 404 404 | 302 405 405 405 405 405 405
preparation:starters                     302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:withdraw_prepared            302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:withdraw_removal             302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
preparation:wording                      302 405 405 405 405 405 405 | 302 302 404 404 404 404 404
reflection:edit                          302 200 404 404 404 404 404 | 302 422 404 404 404 404 404
reminders:opt_out                        200 200 200 200 200 200 200 | 422 422 422 422 422 422 422
reminders:opt_out_shortened              200 200 200 200 200 200 200 | 422 422 422 422 422 422 422
reminders:preferences                    302 200 200 200 200 200 200 | 302 422 422 422 422 422 422
start:about_you                          302 200 200 404 404 404 404 | 302 422 422 404 404 404 404
start:end                                302 405 405 405 405 405 405 | 302 302 302 404 404 404 404
start:later                              302 405 405 405 405 405 405 | 302 302 302 404 404 404 404
start:names                              302 200 200 404 404 404 404 | 302 422 422 404 404 404 404
start:titles                             302 302 302 404 404 404 404 | 302 405 405 405 405 405 405
start:withdraw_ending                    302 405 405 405 405 405 405 | 302 302 302 404 404 404 404
students:about_me                        302 200 200 404 404 404 404 | 302 422 422 404 404 404 404
students:preferences                     302 200 200 404 404 404 404 | 302 302 302 404 404 404 404
"""

# Everything under /admin/, and each field that its forms search (`autocomplete:model.field`). "None" is what no other
# pattern takes. 403: not even an administrator does that. A list answers to an empty POST as to GET.
_ADMIN_TABLE = """
None                                           302 404 404 404 404 404 404 | 302 404 404 404 404 404 404
accounts_user_add                              302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
accounts_user_change                           302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
accounts_user_changelist                       302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
accounts_user_delete                           302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
accounts_user_history                          302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
accounts_userevent_add                         302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
accounts_userevent_change                      302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
accounts_userevent_changelist                  302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
accounts_userevent_delete                      302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
accounts_userevent_history                     302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
app_list                                       302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
audit_entry_add                                302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
audit_entry_change                             302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
audit_entry_changelist                         302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
audit_entry_delete                             302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
audit_entry_history                            302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
autocomplete                                   302 404 404 404 404 403 404 | 302 404 404 404 404 405 404
autocomplete:cohorts.caseload.adviser          302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
autocomplete:cohorts.cohort.term               302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
autocomplete:cohorts.membership.cohort         302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
autocomplete:cohorts.membership.student        302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
autocomplete:students.student.interests        302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
autocomplete:volunteers.volunteer.fields       302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
campus_campus_add                              302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
campus_campus_change                           302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
campus_campus_changelist                       302 404 404 404 404 302 404 | 302 404 404 404 404 302 404
campus_campus_delete                           302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
campus_campus_history                          302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
campus_campusevent_add                         302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
campus_campusevent_change                      302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
campus_campusevent_changelist                  302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
campus_campusevent_delete                      302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
campus_campusevent_history                     302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
campus_fieldofinterest_add                     302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
campus_fieldofinterest_change                  302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
campus_fieldofinterest_changelist              302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
campus_fieldofinterest_delete                  302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
campus_fieldofinterest_history                 302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_caseloadevent_add                      302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_caseloadevent_change                   302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
cohorts_caseloadevent_changelist               302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_caseloadevent_delete                   302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_caseloadevent_history                  302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_cohort_add                             302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
cohorts_cohort_change                          302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
cohorts_cohort_changelist                      302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_cohort_delete                          302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_cohort_history                         302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_cohortevent_add                        302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_cohortevent_change                     302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
cohorts_cohortevent_changelist                 302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_cohortevent_delete                     302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_cohortevent_history                    302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_membership_add                         302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
cohorts_membership_change                      302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
cohorts_membership_changelist                  302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_membership_delete                      302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_membership_handover                    302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
cohorts_membership_history                     302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_membershipevent_add                    302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_membershipevent_change                 302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
cohorts_membershipevent_changelist             302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_membershipevent_delete                 302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_membershipevent_history                302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_term_add                               302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
cohorts_term_change                            302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
cohorts_term_changelist                        302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
cohorts_term_delete                            302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
cohorts_term_history                           302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_bankquestiontext_add                  302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_bankquestiontext_change               302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_bankquestiontext_changelist           302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_bankquestiontext_delete               302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_bankquestiontext_history              302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_fieldtext_add                         302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_fieldtext_change                      302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_fieldtext_changelist                  302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_fieldtext_delete                      302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_fieldtext_history                     302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_messagetemplate_add                   302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_messagetemplate_change                302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_messagetemplate_changelist            302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_messagetemplate_delete                302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_messagetemplate_history               302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_placetolook_add                       302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_placetolook_change                    302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_placetolook_changelist                302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_placetolook_delete                    302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_placetolook_history                   302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_primertext_add                        302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_primertext_change                     302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_primertext_changelist                 302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_primertext_delete                     302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_primertext_history                    302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_reflectionquestion_add                302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_reflectionquestion_change             302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_reflectionquestion_changelist         302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_reflectionquestion_delete             302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
guidance_reflectionquestion_history            302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_rungtext_add                          302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
guidance_rungtext_change                       302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
guidance_rungtext_changelist                   302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_rungtext_delete                       302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
guidance_rungtext_history                      302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
index                                          302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
jsi18n                                         302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
login                                          302 404 404 404 404 302 404 | 302 404 404 404 404 302 404
logout                                         302 404 404 404 404 405 404 | 302 404 404 404 404 200 404
password_change                                302 404 404 404 404 302 404 | 302 404 404 404 404 302 404
password_change_done                           302 404 404 404 404 200 404 | 302 404 404 404 404 405 404
outbox_hardbounce_add                       302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
outbox_hardbounce_change                    302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
outbox_hardbounce_changelist                302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
outbox_hardbounce_delete                    302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
outbox_hardbounce_history                   302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
outbox_message_add                         302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
outbox_message_change                      302 404 404 404 404 200 404 | 302 404 404 404 404 403 404
outbox_message_changelist                  302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
outbox_message_delete                      302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
outbox_message_history                     302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
students_student_add                           302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
students_student_change                        302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
students_student_changelist                    302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
students_student_delete                        302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
students_student_history                       302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
view_on_site                                   302 404 404 404 404 404 404 | 302 404 404 404 404 404 404
volunteers_volunteer_add                       302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
volunteers_volunteer_change                    302 404 404 404 404 200 404 | 302 404 404 404 404 422 404
volunteers_volunteer_changelist                302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
volunteers_volunteer_delete                    302 404 404 404 404 403 404 | 302 404 404 404 404 403 404
volunteers_volunteer_history                   302 404 404 404 404 200 404 | 302 404 404 404 404 200 404
"""


def _read(table: str) -> dict[str, dict[str, tuple[int, ...]]]:
    matrix = {}
    for line in table.strip().splitlines():
        name, _, statuses = line.partition(" ")
        get, _, post = statuses.partition("|")
        matrix[name] = {"GET": tuple(map(int, get.split())), "POST": tuple(map(int, post.split()))}
    return matrix


MATRIX = _read(_TABLE)
ADMIN_MATRIX = _read(_ADMIN_TABLE)
