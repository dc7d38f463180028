/** A whole number for people: `1,234,567`. A tenth of what `Intl` takes, for lines that are written with each message. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
