/** What is said about words, seeds and characters. */
export const prompts = {
  wishIgnored: 'This style takes no words of yours, so I make it without them.',
  wishIgnoredBy: '{{style}} takes no words of yours, so I make it without them.',
  form: 'Your words, for styles that take some',
  imageAltDrawn: '{{style}} drawn from your words',
  detailsButton: 'Seeds and words',
  detailsTitle:
    '**How they were made** (newest first)\nA seed makes nearly the same picture again: /again 123 uses it for the last one, and seed:123 after any other words for those.',
  detailsLine: '- **{{style}}**, seed {{seed}}',
  detailsLineWords: '- **{{style}}**, seed {{seed}}: {{words}}',
  detailsElsewhere: 'What you wrote for them is shown in our private chat only.',
  characterTitle:
    '**Your characters**\nPress a name to draw it again, or write /character, the name and a scene.',
  characterLine: '- **{{name}}**: {{description}}',
  characterName: '- **{{name}}**',
  characterNone:
    'There are no characters of yours yet. Write /character, a name, and what they look like: they are drawn, and kept to be drawn again.',
  characterKept: '**{{name}}** is kept: write /character {{name}} and a scene to draw them again.',
  characterDelete: 'Delete a character',
  deleteCharacterButton: 'A character',
  deleteWhichCharacter: 'Which one?',
  deleteCharacterAsk: 'Delete {{name}} for good? Pictures that were drawn stay.',
  deletedCharacter: 'The character is deleted.',
}
