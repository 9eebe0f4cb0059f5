/** What is said when two accounts become one, and when they part. */
export const link = {
  code:
    '**{{code}}**\nType this at your other account, as /link {{code}}. It works once, in the next {{minutes}} minutes.\n' +
    'Then I ask at both, and everything here and there becomes one: pictures, credits, history, privacy choices. Show the code to nobody.',
  codeHidden: 'A code to join another account was shown here. /link shows a new one.',
  elsewhere: 'This is about joining accounts. Only you get to see it: press the button.',
  askGuest:
    '**Join this account with your {{platform}} account?** It shows the number **{{number}}** too.\n' +
    'Everything here and there becomes one: pictures, credits, history, privacy choices. Whoever uses one of them sees and deletes what belongs ' +
    'to the other; a day’s free credits count once. Only go on if both accounts are yours.',
  typed:
    'Your code was typed at a {{platform}} account, which shows the number **{{number}}**. When they have said yes there, I ask you here.',
  wait: 'Now say yes at your {{platform}} account too. It shows the number **{{number}}**, as here.',
  askHost:
    '**A {{platform}} account wants to join yours, with the number {{number}}. Is that you?**\n' +
    'Everything here and there becomes one: pictures, credits, history, privacy choices. Say no if you do not see the same number there.',
  yesButton: 'Yes, both are mine',
  noButton: 'No',
  joined:
    '**Your accounts are one now:** pictures, credits, history, privacy choices. /unlink parts an account from the others again.',
  refused: 'Nothing was joined. Everything is as it was.',
  expired: 'That took too long, and nothing was joined. /link shows a new code.',
  consentGone:
    'Your newest answer about consent was a no, and it holds for both accounts: what was under way is stopped, and your selfies are deleted. ' +
    '/start if you change your mind.',
  partAsk:
    '**Part this account from your others?**\nThis one begins anew, with nothing: no pictures, no history, no free credits before tomorrow, and I ask ' +
    'for your consent again. Everything that there is stays with your other accounts.',
  partButton: 'Yes, part it',
  stayButton: 'Leave it as it is',
  alone:
    '**This account stands on its own now.** Everything you had is with your other accounts. /start begins anew here.',
  stayed: 'Everything stays as it is.',
  parted: 'This goes on at your other accounts; this one is no longer joined with them.',
}
