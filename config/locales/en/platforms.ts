/** How people call the platforms. */
export const platforms = { web: 'web chat', discord: 'Discord', telegram: 'Telegram', slack: 'Slack' }
