/** План инцидента и его шаги. */
export const plan = {
  stepStatus: { open: 'Не начат', in_progress: 'Выполняется', done: 'Сделан', skipped: 'Пропущен' },
  plan: {
    none: 'Плана пока нет',
    noneText: 'План перечисляет шаги и тех, кто их делает. Выберите подходящий для такого инцидента.',
    choose: 'Выберите план',
    attach: 'Присоединить',
    progress_one: '{{done}} из {{count}} шага',
    progress_few: '{{done}} из {{count}} шагов',
    progress_many: '{{done}} из {{count}} шагов',
    progress_other: '{{done}} из {{count}} шага',
    progressLabel: 'Завершённые шаги',
    version: 'версия {{version}}',
    next: 'Дальше: {{name}}',
    tick: 'Сделано: {{name}}',
    note: 'Заметка',
    due: 'Срок',
    doneAt: 'Сделано',
    doneBy: 'Сделано: {{name}},',
    set: { open: 'Открыть снова', in_progress: 'Начать', done: 'Отметить сделанным', skipped: 'Пропустить' },
  },
} as const;
