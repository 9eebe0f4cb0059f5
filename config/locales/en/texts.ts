/** What the booth says. `**bold**`, `_italic_`, `- ` lists and /commands are understood on every platform. */
export const texts = {
  welcome:
    '**Hello! I am Pixbooth, a photo booth.**\nI am an **AI system**: send me a photo of yourself, pick a style, and I make a picture from it.',
  welcomeStudio:
    'The local studio that works here is a filter studio and not a generative model: it finds you in the photo, ' +
    'puts you in front of a backdrop and paints over what it sees.',
  consentAsk:
    'Two questions first. Nothing is processed before you have said yes to both, and you can take it back at any time with /privacy or /delete.',
  consentAskThree:
    'Two questions first, and a third one that is up to you. Nothing is processed before you have said yes to the first two, ' +
    'and you can take it back at any time with /privacy or /delete.',
  consentFace:
    'I agree that my photo, with my face on it, is processed to make the pictures that I ask for, as described in /privacy.',
  consentFaceEngines:
    'I agree that my photo, with my face on it, is processed to make the pictures that I ask for, as described in /privacy. ' +
    'Styles of the studio are made here; for all others it is sent to {{engines}}, for that picture alone.',
  consentAdult: 'I am {{age}} or older.',
  consentNo: 'No',
  consentFaceButton: 'Yes, use my photo for this',
  consentAdultButton: 'Yes, I am {{age}} or older',
  consentFaceGiven: 'You agreed that your photo is processed for the pictures that you ask for.',
  consentAdultGiven: 'You are {{age}} or older.',
  consentLikeness:
    'Up to you: I agree that the faces on results are compared with the one on my photo, to pick the picture that looks most like me. ' +
    'This processes biometric data, in memory alone; all that is kept of it is whether a picture did not look like me.',
  consentLikenessButton: 'Yes, compare them with my photo',
  consentLikenessNo: 'No, do not compare',
  consentLikenessGiven: 'You agreed that results are compared with your photo.',
  consentLikenessRefused:
    'Results are not compared with your photo. You can change that in /settings at any time.',
  consentWithdraw: 'Take my consent back',
  consentWithdrawn:
    'Your consent is taken back. What was waiting is stopped, and your selfies are deleted. /start if you change your mind.',
  consentDeclined:
    'That is fine. Nothing of yours has been processed, and you can come back with /start at any time.',
  ready: '**You are all set.** Send me a photo of yourself, or read /guide first.',
  wish: 'You picked **{{style}}**: send me a photo of yourself, and I make it at once.',
  wishLast: 'Use my last photo',
  helpTitle: '**What I can do**',
  helpPhoto: 'Or just send a photo, and pick a style when I have looked at it.',
  guide:
    '**A photo that works well**\n- only you on it, your whole head and shoulders in the picture\n- facing the camera, eyes open, no sunglasses\n' +
    '- soft light from the front, such as a window; no bright light behind you\n- sharp, and not taken from too far away\n' +
    '- JPEG, PNG, WebP, AVIF or HEIC, up to {{megabytes}} MB\n\n' +
    'Then pick a style, or write /portrait and its name.',
  guideStudio: 'The pictures are made by filters on this machine, not by a generative model.',
  stylesTitle: '**Styles**',
  stylesEngine:
    'All of them are made by the local studio: filters on this machine, not a generative model. It needs no account and sends your photo nowhere.',
  styleHint: 'Send a photo first, or attach one to /portrait.',
  pickStyle: '**That is a good photo.** What shall I make of it?',
  pickStyleLast: 'What shall I make of your last photo?',
  looking: 'Looking at your photo…',
  asking:
    'One question about this photo, because I cannot tell for sure: is the person on it **{{age}} or older**?',
  askingYes: 'Yes, {{age}} or older',
  askingNo: 'No',
  refusedTitle: '**This photo does not work yet.**',
  refusedHint: 'Please send another one. /guide shows what works well.',
  next: '**{{style}}** – you are next…',
  inLineSomewhere: '**{{style}}** – in line…',
  inLine: '**{{style}}** – number {{position}} in line…',
  drawing: '**{{style}}** – working on it…',
  doneTitle: '**{{style}}** – here you are.',
  unlike: 'I am not sure that this looks like you. If it does not, you can have your credits back.',
  unlikeRefunded:
    'I am not sure that this looks like you, so it cost you nothing: you have your credits back.',
  notificationElsewhere: 'There is something important that you need to know about your data.',
  refundButton: 'Give the credits back',
  refunded_one: '{{count}} credit is yours again. The picture stays yours too.',
  refunded_other: '{{count}} credits are yours again. The picture stays yours too.',
  imageDeleted: '**{{style}}** – the picture was deleted.',
  imageAlt: '{{style}} made from your photo',
  cancelButton: 'Cancel',
  againButton: 'Once more',
  deleteButton: 'Delete',
  reportButton: 'Report',
  statusNone: 'Nothing of yours is waiting or running.',
  statusTitle: '**Under way**',
  statusInLine: '- {{style}}: in line',
  statusWaiting: '- {{style}}: waiting for your photo to be checked',
  statusQueued: '- {{style}}: number {{position}} in line',
  statusRunning: '- {{style}}: being made, {{percent}} % done',
  statusCredits: 'Credits left today: **{{free}}** of {{perDay}}.',
  statusOthers: 'All others: **{{others}}**. /credits shows them.',
  statusHeld: '{{held}} more are set aside for what is under way.',
  cancelWhich: 'Which one shall I stop?',
  cancelAll: 'All of them',
  cancelledCount_one: '{{count}} request was cancelled. You have your credits back.',
  cancelledCount_other: '{{count}} requests were cancelled. You have your credits back.',
  historyNone: 'There are no pictures of yours yet. Send a photo to begin.',
  historyTitle_one: '**Your newest picture**',
  historyTitle_other: '**Your {{count}} newest pictures**',
  deleteWhat: 'What shall I delete?',
  deleteOneButton: 'A picture',
  deleteSelfieButton: 'My selfies',
  deleteAllButton: 'Everything',
  deleteWhichImage: 'Which one? Numbers count from the first picture here.',
  deleteNumber: 'Number {{number}}',
  deleteImageAsk: 'Delete this picture for good?',
  deleteSelfieAsk: 'Delete your selfies for good? Your portraits stay; for new ones you send a new photo.',
  deleteAllAsk:
    'Delete **everything** for good: your selfies, your portraits, this conversation, your account? Nothing can be brought back.',
  deleteYes: 'Yes, delete',
  deleteKeep: 'Keep it',
  deleteKept: 'Nothing was deleted.',
  deletePicturesButton: 'All pictures',
  deletePicturesAsk: 'Delete **all** of your pictures for good? Nobody can bring them back.',
  deletedPictures_one: '{{count}} picture is deleted.',
  deletedPictures_other: '{{count}} pictures are deleted.',
  deletedImage: 'The picture is deleted.',
  deletedSelfie_one: '{{count}} selfie is deleted.',
  deletedSelfie_other: '{{count}} selfies are deleted.',
  deletedAll:
    '**Everything of yours is deleted:** {{selfies}} selfies, {{images}} pictures, {{generations}} requests, {{characters}} characters, ' +
    '{{messages}} messages of the web chat, and the key that your pictures were encrypted with, so that they cannot be read in any backup either.',
  deletedSent_one: 'I am taking back {{count}} message that I sent you, as far as your app lets me.',
  deletedSent_other: 'I am taking back {{count}} messages that I sent you, as far as your apps let me.',
  deletedStays:
    'What stays, without your name: {{consents}} answers to my questions for consent, for {{consentsFor}}, as proof of what was agreed; ' +
    'and {{entries}} entries of credits, for {{ledgerFor}}, since the law wants the books to be kept.',
  deletedEnd: '/start begins anew.',
  deleteNothing: 'There was nothing to delete.',
  privacyTitle: '**What is kept, and why** (version {{version}}, {{hash}})',
  privacyEntry: '- **{{data}}** – {{purpose}} ({{ground}}; {{place}}). Kept {{period}}; then {{ending}}.',
  privacyShared:
    'When you pick a style of an AI engine, that engine ({{names}}) gets what it needs for that picture, and nothing that says who you are: {{data}}. ' +
    'Styles of the studio are made by this machine alone; nothing else is shared with anybody.',
  privacySharedNobody:
    'Your photos are looked at and worked on by this machine alone, and shared with nobody.',
  privacyRights:
    'Pictures lie encrypted, each person’s with a key of their own. /delete removes a picture, your selfies or everything at once. ' +
    '/link makes two accounts one: all of this then belongs to both, and the newest of your choices holds for both. ' +
    '/unlink takes an account out again, which leaves everything to the others.',
  privacyMore: '/privacy shows the whole table.',
  settingsTitle: '**Settings**',
  settingsLanguage: '- Language: {{language}}',
  settingsFaceYes: '- Photos: you agreed that they are processed for the pictures that you ask for.',
  settingsFaceNo: '- Photos: you have not agreed that they are processed.',
  settingsAdultYes: '- Age: you said that you are {{age}} or older.',
  settingsAdultNo: '- Age: you have not said whether you are {{age}} or older.',
  settingsLikenessYes:
    '- Likeness: you agreed that results are compared with your photo, in memory alone, to pick the one that looks most like you.',
  settingsLikenessNo: '- Likeness: results are not compared with your photo.',
  settingsLikenessStop: 'Do not compare any more',
  settingsAccounts:
    '- Accounts that belong together: {{accounts}}. /link joins another one, /unlink parts them.',
  reportThanks: 'Thank you. The operators will look at it. To say more, write /report and then your words.',
  feedbackThanks: 'Thank you! The operators read everything.',
  readyElsewhere: 'Your picture is ready. Only you get to see it: press the button.',
  newsElsewhere: 'There is news about what you asked for. Only you get to see it: press the button.',
  showButton: 'Show it to me',
  fileButton: 'Full quality',
  fileTitle: '**{{style}}** – in full quality.',
  videoTooLarge:
    'The clip is too large to be sent here. You can get it in the web chat: /link connects that with this one, and /history shows it there.',
  photoButton: 'Send a photo',
  menuPortrait: 'Make a portrait',
  formTitle: 'Make a portrait',
  formPhoto: 'A photo of yourself',
  formStyle: 'Style',
  formStyleAny: 'Pick when you have seen my photo',
  answeredInPrivate: 'I have answered you in our private chat.',
  onlyInPrivate:
    'That is for you alone, so it does not belong here. Open our private chat, press Start, and ask me again.',
  openChatButton: 'Open our chat',
  botDescription:
    'A photo booth: send me a photo of yourself, pick a style, and I make a picture from it. I am an AI system. /privacy says what is kept, and for how long.',
  botShort: 'A photo booth that lives in chat: a selfie in, portraits out.',
  stayButton: 'Keep my account',
  stays: 'Good to see you again. Your account stays open.',
  hint: 'Send me a photo of yourself, or write /help.',
}
