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
}

/** Neues von Zahlungen, nach dem niemand gerade gefragt hat. */
export const moneyNotices = {
  credits_bought:
    '**{{product}}: danke!** {{credits}} Credits gehören dir. /credits zeigt alle, die du hast.',
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
}
