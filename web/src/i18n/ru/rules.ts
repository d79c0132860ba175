/** Правила. */
export const rules = {
  rules: {
    one: 'Правило',
    search: 'Поиск правил',
    level: 'Уровень',
    kind: 'Вид',
    kinds: { rule: 'Правило', correlation: 'Корреляция' },
    logSource: 'Источник записей',
    matches24h: 'За 24 часа',
    file: 'Файл',
    text: 'Текст правила',
    readOnly: 'Правила — это файлы; измените файл, и он будет прочитан снова.',
    refused_one: '{{count}} файл не принят и не работает',
    refused_few: '{{count}} файла не приняты и не работают',
    refused_many: '{{count}} файлов не приняты и не работают',
    refused_other: '{{count}} файла не приняты и не работают',
    empty: 'Правила не загружены',
    emptyText: 'Положите правила Sigma в папку content; они читаются без перезапуска.',
  },
} as const;
