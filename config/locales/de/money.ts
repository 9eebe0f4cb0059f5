/** Was über Credits und Geld gesagt wird. */
export const money = {
  products: {
    pack_100: '100 Credits',
    pack_300: '300 Credits',
    pack_1000: '1.000 Credits',
    plus: 'Plus',
    pro: 'Pro',
    team_500: '500 Credits für alle hier',
    team_2000: '2.000 Credits für alle hier',
  },
  notPayable: {
    over: 'Dieses Angebot ist abgelaufen. Es wurde nichts berechnet; /credits und /subscribe zeigen ein neues.',
    done: 'Das ist schon bezahlt. Es wurde nichts weiter berechnet; /credits zeigt, was du hast.',
    other:
      'Dieses Angebot ist nicht für dich, oder sein Preis hat sich geändert. Es wurde nichts berechnet; /credits zeigt deins.',
    trouble:
      'Ich konnte dieses Angebot gerade nicht prüfen. Es wurde nichts berechnet; bitte versuch es in einer Minute noch einmal.',
  },
  receiptButton: 'Beleg',
  billingButton: 'Meine Zahlungen',
  elsewhere: 'Ich habe Neues zu einer Zahlung. Nur du bekommst es zu sehen: drück den Knopf.',
  onlyYou: 'Hier geht es um deine Credits. Nur du bekommst es zu sehen: drück den Knopf.',
  creditsButton: 'Meine Credits',
  plansButton: 'Abos',
  getButton: 'Credits holen',
  againButton: 'Noch einmal versuchen',
  olderButton: 'Ältere',
  portalButton: 'Karten und Abo',
  priceMonth: '{{price}} im Monat',
  invoicePack: '{{credits}} Credits, einmalig. Sie bleiben, bis du sie ausgibst.',
  invoicePlan: '{{credits}} Credits im Monat, bis du kündigst. Sie bleiben, bis du sie ausgibst.',
  sellsNothing: 'Dieser Automat verkauft nichts; die freien Credits kommen jeden Tag.',
  trouble:
    'Das Bezahlen ist gerade gestört, und es liegt nicht an dir. Berechnet wurde nichts; bitte versuch es nach einer Weile noch einmal.',
  balance: '**Deine Credits: {{available}}**',
  balanceFree: '- Heute frei: {{free}} von {{perDay}}, um Mitternacht UTC wird aufgefüllt',
  balanceOthers: '- Alle anderen, die bleiben, bis du sie ausgibst: {{others}}',
  balanceHeld: '- Zurückgelegt für das, was läuft: {{held}}',
  balanceWork_one: '- {{count}} Credit ist zurückgelegt für {{work}}',
  balanceWork_other: '- {{count}} Credits sind zurückgelegt für {{work}}',
  balanceDebt: '- Offen, weil ihr Geld zurückging: {{debt}}. Die nächsten Credits gehen zuerst dorthin',
  balanceFrozen:
    '- Gekaufte Credits warten, weil eine Bank eine Zahlung zurückfordert; die freien gehen wie immer',
  planNow: '- Dein Abo: {{product}}, bis {{date}}',
  planFree:
    '- Dein Abo: keins. /subscribe bringt mehr Credits, und bis zu {{images}} Bilder auf einmal und mehr',
  packsTitle: '**Mehr davon**, einmalig und ohne Abo:',
  historyTitle: '**Was geschehen ist**',
  work: '{{style}} (Auftrag …{{number}})',
  entryHold_one: '{{count}} Credit zurückgelegt für {{work}}',
  entryHold_other: '{{count}} Credits zurückgelegt für {{work}}',
  entryCapture_one: '{{count}} Credit ausgegeben für {{work}}',
  entryCapture_other: '{{count}} Credits ausgegeben für {{work}}',
  entryRelease_one: '{{count}} Credit zurück: {{work}} kam nicht zustande',
  entryRelease_other: '{{count}} Credits zurück: {{work}} kam nicht zustande',
  entryRefund_one: '{{count}} Credit zurück für {{work}}, das dir nicht ähnlich sah',
  entryRefund_other: '{{count}} Credits zurück für {{work}}, das dir nicht ähnlich sah',
  entryPoolHold_one: '{{count}} Credit deines Teams zurückgelegt für {{work}}',
  entryPoolHold_other: '{{count}} Credits deines Teams zurückgelegt für {{work}}',
  entryPoolCapture_one: '{{count}} Credit deines Teams ausgegeben für {{work}}',
  entryPoolCapture_other: '{{count}} Credits deines Teams ausgegeben für {{work}}',
  entryPoolRelease_one: '{{count}} Credit zurück an dein Team: {{work}} kam nicht zustande',
  entryPoolRelease_other: '{{count}} Credits zurück an dein Team: {{work}} kam nicht zustande',
  entryPoolRefund_one: '{{count}} Credit zurück an dein Team für {{work}}, das dir nicht ähnlich sah',
  entryPoolRefund_other: '{{count}} Credits zurück an dein Team für {{work}}, das dir nicht ähnlich sah',
  entryFree_one: '{{count}} freier Credit des Tages',
  entryFree_other: '{{count}} freie Credits des Tages',
  entryBought_one: '{{count}} Credit gekauft',
  entryBought_other: '{{count}} Credits gekauft',
  entryPlan_one: '{{count}} Credit aus einem Monat {{product}}',
  entryPlan_other: '{{count}} Credits aus einem Monat {{product}}',
  entryPromo_one: '{{count}} Credit für den Code {{code}}',
  entryPromo_other: '{{count}} Credits für den Code {{code}}',
  entryInvited_one: '{{count}} Credit, weil jemand auf deine Einladung kam',
  entryInvited_other: '{{count}} Credits, weil jemand auf deine Einladung kam',
  entryWelcome_one: '{{count}} Credit, weil du auf eine Einladung kamst',
  entryWelcome_other: '{{count}} Credits, weil du auf eine Einladung kamst',
  entryGiven_one: '{{count}} Credit geschenkt',
  entryGiven_other: '{{count}} Credits geschenkt',
  entryJoined_one: '{{count}} Credit des Kontos, das du verbunden hast',
  entryJoined_other: '{{count}} Credits des Kontos, das du verbunden hast',
  entryOwed_one: '{{count}} Credit, der beim verbundenen Konto offen war',
  entryOwed_other: '{{count}} Credits, die beim verbundenen Konto offen waren',
  entryExpire_one:
    '{{count}} freier Credit verfallen, weil sich verbundene Konten die Credits eines Tages teilen',
  entryExpire_other:
    '{{count}} freie Credits verfallen, weil sich verbundene Konten die Credits eines Tages teilen',
  entryTakeback_one: '{{count}} Credit mit dem Geld gegangen, das du zurückbekamst',
  entryTakeback_other: '{{count}} Credits mit dem Geld gegangen, das du zurückbekamst',
  entryRepay_one: '{{count}} Credit hat Offenes beglichen',
  entryRepay_other: '{{count}} Credits haben Offenes beglichen',
  entryOther_one: '{{count}} Credit bewegt',
  entryOther_other: '{{count}} Credits bewegt',
  plansTitle: '**Abos**. Neue Credits kommen mit jedem bezahlten Monat und bleiben, bis du sie ausgibst:',
  planLineFree: '- **Frei**: {{perDay}} Credits jeden Tag, ein Bild auf einmal',
  planLine:
    '- **{{product}}**: {{credits}} Credits im Monat und {{perDay}} freie jeden Tag, bis zu {{images}} Bilder auf einmal, {{line}}',
  planLinePrice:
    '- **{{product}}**, {{price}} im Monat: {{credits}} Credits im Monat und {{perDay}} freie jeden Tag, bis zu {{images}} Bilder auf einmal, {{line}}',
  lineFirst: 'vorn in der Schlange',
  lineAhead: 'weiter vorn in der Schlange',
  plansHow: 'Du kannst jederzeit kündigen; was bezahlt ist, läuft bis zu seinem Ende.',
  planRuns: '**{{product}}** gehört dir; dieser Monat ist bis {{date}} bezahlt, und dann geht es weiter.',
  planEnds:
    '**{{product}}** gehört dir bis {{date}}. Es ist gekündigt: Es wird nichts mehr berechnet, und deine Credits bleiben.',
  planLate:
    '**{{product}}** gehört dir, aber der letzte Monat ließ sich nicht einziehen (bezahlt war bis {{date}}). Bitte sieh nach, womit du zahlst.',
  planNone: 'Du hast kein Abo.',
  endStripe: 'Du änderst oder kündigst es auf der Seite hinter dem Knopf von /billing.',
  endStars: 'Du kündigst es in Telegram: Einstellungen, Meine Sterne, und dort das Abo.',
  endDiscord: 'Du kündigst es in Discord: Benutzereinstellungen, Abonnements.',
  endElsewhere:
    'Es wurde in einem anderen Chat von dir gekauft und wird dort geändert oder gekündigt: Schreib dort /billing.',
  billingTitle: '**Deine Zahlungen**',
  paymentsNone: 'Von dir gibt es noch keine Zahlungen.',
  paymentsHelp: 'Mit einer davon stimmt etwas nicht? /paysupport und deine Worte erreichen einen Menschen.',
  paymentLine: '- {{date}}: {{product}}, {{money}} – {{state}}',
  paid: 'bezahlt',
  pending: 'unterwegs',
  failed: 'nicht berechnet',
  disputed: 'deine Bank fordert sie zurück',
  reversed: 'zurückgezahlt',
  reversedPart: '{{money}} davon zurückgezahlt',
  portalTrouble:
    'Die Seite mit deinen Karten ist gerade gestört; bitte versuch es nach einer Weile noch einmal.',
  paysupportHow:
    'Mit einer Zahlung stimmt etwas nicht? Schreib es hinter den Befehl, etwa /paysupport Ich habe bezahlt und keine Credits. Ein Mensch sieht es sich an.',
  paysupportThanks:
    'Ein Mensch sieht es sich an, spätestens am {{date}}. Deine Frage hat die Nummer {{number}}; die Antwort kommt hier zu dir.',
  ticketOpen: '- Frage {{number}} ist offen; die Antwort kommt bis {{date}}.',
  ticketClosed: 'Das ist geklärt.',
  promoDone_one: '**Danke!** {{count}} Credit gehört dir. /credits zeigt alle, die du hast.',
  promoDone_other: '**Danke!** {{count}} Credits gehören dir. /credits zeigt alle, die du hast.',
  promoWaiting_one:
    '**Willkommen!** {{count}} Credit gehört dir, sobald dein erstes Bild fertig ist: Schick mir ein Foto von dir.',
  promoWaiting_other:
    '**Willkommen!** {{count}} Credits gehören dir, sobald dein erstes Bild fertig ist: Schick mir ein Foto von dir.',
  inviteHow:
    '**Lade jemanden ein.** Wer neu hier ist, schreibt binnen {{days}} Tagen /promo {{code}}. Mit dem ersten Bild bekommst du {{credits}} Credits, und wer neu ist {{newcomer}}.',
  inviteCount:
    'Diesen Monat haben dir {{credited}} von höchstens {{most}} Leuten Credits gebracht; {{waiting}} haben noch kein Bild gemacht.',
  teamTitle: '**Credits für alle hier: {{available}}**',
  teamUsed: '- Du hast diesen Monat {{used}} davon ausgegeben',
  teamUsedOf: '- Du hast diesen Monat {{used}} von deinen {{budget}} davon ausgegeben',
  teamHow: 'Sie werden nach deinen freien des Tages ausgegeben, und vor deinen eigenen.',
  teamMembers: '**Diesen Monat ausgegeben**',
  teamNobody: '- Noch hat niemand welche ausgegeben',
  teamMember: '- {{member}}: {{used}} ausgegeben, davon {{held}} gerade zurückgelegt',
  teamGone: 'jemand, der nicht mehr da ist',
  teamBudgetHow:
    '/team budget 50 lässt jedes Mitglied 50 im Monat ausgeben, /team budget off so viele, wie da sind.',
  teamPacks: '**Mehr für alle hier**, einmalig und ohne Abo:',
  teamBudgetSet: 'Von jetzt an darf jedes Mitglied im Monat {{budget}} der Credits für alle hier ausgeben.',
  teamBudgetOff: 'Von jetzt an darf jedes Mitglied so viele der Credits für alle hier ausgeben, wie da sind.',
  fewerPictures:
    'Deine Credits haben für {{made}} von {{wanted}} Bildern gereicht. /credits zeigt, wie du mehr bekommst.',
  privacyCards:
    'Von allen, die mit Karte zahlen, erfährt {{name}}, was gekauft und wie es bezahlt wird, und nichts von Bildern.',
  settingsImages: '- Bilder auf einmal: {{images}} von bis zu {{most}}, jedes zum Preis von einem.',
  imagesButton_one: '{{count}} Bild',
  imagesButton_other: '{{count}} Bilder',
}

/** Neues von Zahlungen, nach dem niemand gerade gefragt hat. */
export const moneyNotices = {
  credits_bought:
    '**{{product}}: danke!** {{credits}} Credits gehören dir. /credits zeigt alle, die du hast.',
  credits_bought_team: '**{{product}}: danke!** /team zeigt, was alle hier gemeinsam haben.',
  plan_begun:
    '**Willkommen bei {{product}}!** {{credits}} Credits gehören dir, und neue kommen mit jedem bezahlten Monat; dieser ist bis {{date}} bezahlt. /billing zeigt dein Abo und beendet es.',
  plan_renewed: '**{{product}}** geht weiter bis {{date}}, und {{credits}} neue Credits gehören dir.',
  plan_late:
    'Die Zahlung für **{{product}}** hat nicht geklappt. Verloren ist nichts: Es geht bis {{date}} weiter, während es noch einmal versucht wird. Bitte sieh mit /billing nach, womit du zahlst.',
  plan_cancelled:
    '**{{product}}** ist gekündigt. Es läuft bis {{date}} weiter, und es wird nichts mehr berechnet; deine Credits bleiben.',
  plan_goes_on: '**{{product}}** geht nun doch weiter; die Kündigung ist zurückgenommen.',
  plan_ended:
    '**{{product}}** ist zu Ende. Deine Credits bleiben, und die freien kommen jeden Tag wie bisher.',
  payment_pending:
    '**{{product}}:** Deine Bank bewegt das Geld noch, was einige Tage dauert. Die Credits kommen von selbst, sobald es da ist.',
  payment_failed:
    '**{{product}}:** Die Zahlung hat nicht geklappt, und es wurde nichts berechnet. /credits zeigt, wie du es noch einmal versuchst.',
  payment_reversed: 'Dein Geld ging an dich zurück, und {{credits}} Credits mit ihm.',
  payment_reversed_owing:
    'Dein Geld ging an dich zurück, und {{credits}} Credits mit ihm. {{owed}} davon sind schon ausgegeben: Sie gehen von den nächsten ab, die du kaufst oder bekommst.',
  payment_disputed:
    'Deine Bank fordert eine Zahlung zurück. Bis das geklärt ist, warten die Credits, die du gekauft hast; die freien des Tages gehen wie immer. /paysupport erreicht einen Menschen.',
  payment_dispute_over: 'Die Frage zu deiner Zahlung ist geklärt, und deine Credits gehen wieder.',
  payment_answer: '**Zu deiner Frage {{number}}:** {{answer}}',
  too_few_credits:
    'Das kostet {{cost}} Credits, und du hast {{available}}. Die freien ({{perDay}} am Tag) werden um Mitternacht UTC aufgefüllt; berechnet wurde nichts.',
  promo_empty: 'Bitte schreib den Code hinter den Befehl: /promo und dann den Code.',
  promo_unknown: 'Diesen Code kenne ich nicht. Bitte sieh noch einmal hin.',
  promo_over: 'Dieser Code ist abgelaufen.',
  promo_used: 'Diesen Code hast du benutzt: Was er bringt, gehört dir schon.',
  promo_too_many: 'Das waren viele Codes, die nicht stimmten. Bitte versuch es in einer Stunde wieder.',
  invite_own: 'Das ist dein eigener Code. Er ist für jemanden, der neu hier ist.',
  invite_second: 'Du kamst schon einmal auf eine Einladung, und das geht nur einmal.',
  invite_not_new:
    'Einladungen sind für alle, die neu sind: höchstens {{days}} Tage, mit einem Konto und noch ohne Bild. /invite zeigt einen eigenen Code für deine Freunde.',
  invite_full:
    'Wer dich einlädt, hat diesen Monat schon so viele Leute gebracht, wie zählen. Bitte frag nächsten Monat noch einmal nach dem Code.',
  credits_invited:
    '**Jemand, den du eingeladen hast, hat ein erstes Bild gemacht:** {{credits}} Credits gehören dir.',
  credits_welcome:
    '**Dein erstes Bild ist da, und mit ihm {{credits}} Credits**, weil du auf eine Einladung kamst.',
  credits_invite_full:
    'Noch jemand, den du eingeladen hast, hat ein erstes Bild gemacht. Mehr als {{most}} im Monat bringen keine Credits, darum brachte das keine.',
  credits_invite_void:
    'Deine Einladung brachte keine Credits: Wer dich eingeladen hat, hat diesen Monat schon so viele Leute gebracht, wie zählen.',
  team_nowhere:
    'Credits für alle gehören zu einem Slack-Workspace oder einem Discord-Server: Schreib /team dort.',
  team_unreadable: 'Bitte schreib /team budget und eine Zahl, oder /team budget off.',
  team_not_admin: 'Nur Admins können hier festlegen, was jedes Mitglied ausgeben darf.',
  team_budget_most: 'Das ist mehr, als ich zählen kann: höchstens {{most}}.',
  credits_undelivered:
    'Das Bild, das ich von dir im Stil {{style}} gemacht habe, konnte nirgends zugestellt werden; darum hat es dich nichts gekostet: {{credits}} Credits gehören wieder dir. /history zeigt das Bild.',
}
