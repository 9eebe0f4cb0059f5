import type { Locale } from '../en/index.js'

export const platforms: Locale['platforms'] = {
  web: 'Web-Chat',
  discord: 'Discord',
  telegram: 'Telegram',
  slack: 'Slack',
}
