/** Expected outcomes, one or two sentences each: what happened and what to do. */
export const notices = {
  request_answer: '**About your request {{number}}:** {{answer}}',
  frozen: 'Your data is frozen, so I work on nothing of yours. /freeze off goes on.',
  consent_needed: 'Before I may look at a photo I need your consent. Please answer the two questions.',
  photo_refused: 'This photo does not work yet.',
  photo_failed:
    'I could not look at this photo, which is my fault and not yours. Nothing was charged; please send it again.',
  photo_unfetchable:
    'I could not get this photo: its address has expired or it is larger than {{megabytes}} MB. Please send it again.',
  selfie_gone: 'That photo is no longer here. Please send a new one.',
  selfie_missing: 'Please send a photo of yourself first, or attach one to the command.',
  no_credits:
    'You have used your free credits for today ({{perDay}}), this costs {{cost}}, and you have {{available}}. The free ones are filled up again at midnight UTC; nothing was charged.',
  style_unknown: 'There is no style “{{style}}”. Pick one of these:',
  command_unknown: 'I do not know /{{command}}. /help shows what I can do.',
  button_old: 'That button no longer does anything. /help shows what I can do.',
  nothing_to_cancel: 'Nothing of yours is waiting or running.',
  already_ended: 'It has ended already.',
  refunded_already: 'You have had the credits of this one back already.',
  not_ready: 'It is not ready yet. /status shows how far it is.',
  picture_gone: 'That picture is no longer here. /history shows those that are.',
  cancelled: 'Cancelled. You have your credits back.',
  account_closing:
    '**You have not been here for a while.** On {{date}} I close your account: what waits ends, and I ask for your consent again before anything else. ' +
    'To keep it open, press the button or write me anything before then.',
  failed:
    'This one failed, which is my fault and not yours. You have your credits back; please try once more.',
  picture_lost:
    'The picture that this was to be made from can no longer be read. You have your credits back; please send the photo once more.',
  deadline: 'This took too long and was stopped. You have your credits back; please try once more.',
  report_empty: 'Please say in a few words what is wrong: /report and then your words.',
  report_none: 'There is no picture of yours to report yet. Tell us anything else with /feedback.',
  feedback_empty: 'Please write what you think after the command: /feedback and then your words.',
  export_running: 'I am putting your data together already; it comes to you in its own message.',
  export_too_many:
    'You have asked for your data {{count}} times in a day, which is as often as I can. Please try again tomorrow.',
  text_too_long: 'That is a little long. Please stay within {{limit}} characters.',
  event_failed: 'I could not do that, which is my fault and not yours. Please try once more.',
  not_your_photo:
    'That photo was sent by somebody else. I only work with photos that you send yourself, of yourself.',
  not_your_button: 'That button belongs to somebody else. /help shows what I can do for you.',
  no_photo_there: 'I see no photo there. Send one of yourself, or attach one to the command.',
  too_many_photos: 'That is more than I take in at once. Please send up to ten photos at a time.',
  link_unknown:
    'I do not know that code. Codes live for {{minutes}} minutes; /link at your other account shows a new one.',
  link_expired: 'That code has run out. /link at your other account shows a new one.',
  link_used:
    'That code has been used already. If that was not you, answer No at your other account, and get a new code there with /link.',
  link_own: 'That code is your own. Type it at your other account, the one that is to join this one.',
  link_too_many: 'That were many codes in one hour. Please try again later.',
  link_too_many_tries: 'That were many codes that did not work. Please try again in an hour.',
  nothing_linked: 'Nothing is linked to this account. /link joins another account of yours.',
  erasing: 'Everything of yours is being deleted right now. Please come back in a minute.',
  style_away:
    '{{style}} cannot be had just now, because no engine that draws it is connected. /styles shows what can.',
  style_wanted: 'Please name a style before your words, such as /portrait oil; /styles shows them all.',
  prompt_empty: 'Please say in your own words what you would like to see: /{{command}} and then your words.',
  prompt_refused: 'I do not draw that; nothing was charged, and other words are welcome.',
  prompt_plain:
    'Please describe the picture in plain words: addresses and commands to the engine do not work here.',
  prompt_care:
    'I do not draw that; and should you be unwell yourself, somebody listens at any time: findahelpline.com lists who.',
  seed_unreadable: 'A seed is a number, such as /again 123; without one I draw a new variation.',
  again_none: 'There is nothing of yours to make once more yet. Send a photo to begin.',
  character_name:
    'A name is one word of letters and digits, or several in quotation marks, up to {{limit}} characters.',
  character_unknown:
    'There is no character {{name}} of yours yet: write /character {{name}} and then what they look like.',
  characters_full: 'You have {{most}} characters, and that is all I can keep. /delete makes room.',
  engine_budget:
    'I have drawn as much today as my operators have set aside for it. Nothing was charged; styles of the studio still work, and tomorrow everything does again.',
  person_budget:
    'You have had as much drawn today as is set aside for one person. Nothing was charged; styles of the studio still work, and tomorrow everything does again.',
  engine_account:
    'The engines that draw this style take no work from me at the moment. You have your credits back, and my operators have been told; styles of the studio still work.',
  engine_no_face:
    'The engine could not make out your face in that photo. Nothing was charged; a photo from the front in good light works best.',
  engine_unsafe:
    'The engine took the picture for one that it must not make, and has made none. Nothing was charged; another style or other words may go well.',
  engine_refused_prompt: 'The engine does not draw that. Nothing was charged; please try other words.',
}
