/** What a line of the journal is about. An order's title is its bare number. */
export const subjectTitle = (subject: string, title: string): string =>
  subject === 'order' ? `Заказ № ${title}` : title
