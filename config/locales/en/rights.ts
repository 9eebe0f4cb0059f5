/** Rights over one's own data: the short table, choices, correcting, freezing, objecting, asking a human. */
export const rights = {
  changedTitle: '**Something has changed since you agreed, so I ask once more:**',

  short:
    '- **Your photo** is used for the pictures that you ask for. What you send is forgotten once it has been checked; the crop of your head and shoulders stays {{session}}, or {{keep}} if you say yes to that.\n' +
    '- **Your pictures** belong to you. They stay {{images}}, or until you delete them, encrypted with a key of your own.\n' +
    '- **Your account** is closed after {{closed}} without a visit, with a warning before.',
  region: '- **Where:** all of it lies and is worked on in {{region}}.',
  regionUnknown: '- **Where:** all of it lies and is worked on where this booth runs.',
  storage: '- **Pictures** lie encrypted at {{storage}}, which cannot read them.',
  here: 'this booth',
  whereHere: 'Your photo is worked on in {{region}} and nowhere else.',
  whereElse:
    'Your photo is worked on in {{region}}; for styles of AI engines the crop of it also goes to {{engines}}.',
  tableButton: 'The whole table',
  choicesButton: 'My choices',
  exportButton: 'Give me my data',
  correctButton: 'Correct something',
  freezeButton: 'Freeze my data',
  unfreezeButton: 'Go on with my data',
  objectButton: 'Object',
  requestButton: 'Ask a human',
  deleteButton: 'Delete…',

  choicesTitle: '**Your choices**. A button turns one over, and what it was for stops at once.',
  choiceYes: '- yes: {{what}}',
  choiceNo: '- no: {{what}}',
  keptNow: 'The crop of your photo is kept for {{period}} now. You can take that back with /privacy.',
  keepButton: 'Keep my photo for {{period}}',
  keepHint: '_I forget the photo after {{period}}._',

  correctTitle:
    '**What I know about you**\n- Name: {{name}}\n- Year of birth: {{year}}\n- Language: {{language}}\n' +
    'Write /correct and what is right: /correct name Ada, /correct born 1990, /correct language de; /correct name and nothing behind it takes it out.',
  nothingKnown: 'not told',
  corrected: 'Corrected.',
  correctUnknown:
    'I can correct three things: /correct name Ada, /correct born 1990 and /correct language de. For anything else ask a human: /request and your words.',
  correctYear: 'That is no year of birth that I can believe: write four digits, such as /correct born 1990.',
  correctName: 'That name is too long: {{limit}} characters at most.',
  correctTooYoung:
    'Then you are not {{age}} yet, and I may not work with your photos. What was waiting is stopped, and your selfies are deleted.',

  frozen:
    '**Your data is frozen.** Nothing of yours is worked on, and nothing is lost: pictures, credits and history stay as they are, and no period runs out meanwhile. What was waiting is stopped, and its credits are yours again. /freeze off goes on; what has come of age by then goes then, so take it with you by /export first.',
  thawed: 'Your data is no longer frozen: everything goes on as before.',
  thawedAlready: 'Your data is not frozen. /freeze freezes it.',

  objectTitle: '**Object to what?** It stops at once; everything else goes on.',
  objected: 'Noted: {{what}} – no longer.',

  withdrawWhat: '**Take which consent back?** What it was for stops at once, and what was kept for it goes.',
  withdrawNone: 'There is no consent of yours to take back.',
  withdrawn: 'Taken back: {{what}}.',

  yes: 'Yes',
  no: 'No',
  hello: '**Hello {{name}}!**',
  forYou: '**For you**, by what you made before: {{styles}}',
  requestThanks:
    'A human will answer, at the latest on {{due}}. Your request has the number {{number}}; the answer comes to you here.',
  requestEmpty:
    'Write what you want after the command, such as /request please tell me whether you have a photo of mine.',
  requestOpen: '- Request {{number}} is open; the answer comes by {{due}}.',
}

/** What has changed in a version of the policy, in a way that matters; keyed by the version. */
export const changes = {
  '2026-11-28':
    'The crop of your photo is kept for later only if you say yes to that by itself, and accounts that nobody uses are closed after a warning.',
} satisfies Record<string, string>

/** What can be agreed to: a label, a few words, and the question where no other text asks it. */
export const purposes = {
  face: {
    label: 'Photos',
    words: 'my photo is processed for the pictures that I ask for',
  },
  adult: {
    label: 'Age',
    words: 'I am {{age}} or older',
  },
  keep: {
    label: 'Keep the crop',
    words: 'the crop of my photo is kept for later pictures',
    ask: 'Up to you: I agree that the head-and-shoulders crop of my photo is kept for later pictures, for {{period}}. Without a yes it is forgotten after {{session}}.',
  },
  likeness: {
    label: 'Compare faces',
    words: 'results are compared with my photo',
  },
  improve: {
    label: 'Improve',
    words: '/feedback is kept with how my last picture was made',
    ask: 'Up to you: I agree that what I say with /feedback is kept together with how my last picture was made (style, model, seed; never the picture), to make the booth better.',
  },
  news: {
    label: 'News',
    words: 'I am told about news and offers',
    ask: 'Up to you: I agree that I am told about news and offers here.',
  },
  recommend: {
    label: 'Recommend',
    words: 'styles are recommended to me',
    ask: 'Up to you: I agree that styles are recommended to me by what I have made before.',
  },
}

/** The policy as a page and as a file (GET /privacy, `bin/pixbooth policy`). */
export const document = {
  title: 'Privacy at this photo booth',
  version: 'Version {{version}}, fingerprint {{hash}}',
  intro: 'This is an AI system: it makes pictures from photos of people. What it keeps, and why:',
  short: 'In short',
  table: 'What is kept',
  data: 'What',
  purpose: 'What for',
  ground: 'Legal ground',
  place: 'Where',
  period: 'How long',
  ending: 'Then',
  shared: 'Shared with',
  engines: 'AI engines',
  nobody: 'nobody',
  others: 'Who else',
  othersNone: 'Nobody: everything happens in this booth.',
  otherEngine:
    '{{name}} ({{country}}) draws the styles of AI engines, and gets for that what the table says: {{url}}',
  otherStorage: '{{name}} stores the pictures, encrypted, and cannot read them.',
  otherPayment: '{{name}} takes payments: {{url}}',
  rights: 'Your rights',
  rightsList:
    '- /privacy shows all of this and has a button for each right\n- /export gives you everything as a file\n- /correct corrects what is wrong\n- /delete deletes a picture, your selfies or everything\n- /freeze stops all work on your data and loses nothing\n- /object objects to a use\n- /withdraw takes a consent back\n- /request asks a human, who answers within 30 days',
  complain: 'You may also complain to the data protection authority of your country.',
}
