// The tokens of the visual language; web/DESIGN.md says when to use which. Nothing else names a colour or a size.

export type Mode = 'light' | 'dark'

// Tokens are the colour roles of one mode.
export interface Tokens {
  ground: string // behind everything
  card: string // what content lies on
  raised: string // hovered rows, heads of tables
  ink: string // text
  soft: string // secondary text, 4.5:1 on card and ground
  line: string // borders of cards and tables
  edge: string // outline of a tick box, 3:1
  accent: string // links, focus, the one primary act
  onAccent: string
  wash: string // tinted ground of what is selected
  good: string
  warn: string
  bad: string
  goodWash: string
  warnWash: string
  badWash: string
  series: readonly string[] // of charts, in order; safe for colour-blind eyes
  heat: readonly [string, string] // least and most of a heat map
}

const light: Tokens = {
  ground: '#f6f7f5', card: '#ffffff', raised: '#f1f4f2', ink: '#1b2421', soft: '#55615c', line: '#dfe4e0', edge: '#85918b',
  accent: '#0f766e', onAccent: '#ffffff', wash: '#e6f2f0',
  good: '#1a7440', warn: '#8f5400', bad: '#b42318', goodWash: '#e8f5ec', warnWash: '#fdf3e1', badWash: '#fdeceb',
  series: ['#0f766e', '#c2570c', '#1d6fb8', '#a3478a', '#8a6d00', '#5b6b9e', '#68726d'],
  heat: ['#eef6f4', '#0b5c56'],
}

const dark: Tokens = {
  ground: '#121816', card: '#1a2220', raised: '#212b28', ink: '#e6ece9', soft: '#a3b0aa', line: '#2f3b37', edge: '#6d7c75',
  accent: '#4fc3b6', onAccent: '#0c1413', wash: '#1d302d',
  good: '#67c98c', warn: '#e3a456', bad: '#ff9a8f', goodWash: '#18301f', warnWash: '#332713', badWash: '#3a1f1d',
  series: ['#4fc3b6', '#f0955a', '#6fb1ea', '#dd8fc8', '#d8b84a', '#a3b1de', '#a9b4af'],
  heat: ['#1d302d', '#7fe0d4'],
}

export const tokens: Record<Mode, Tokens> = { light, dark }

export const font =
  'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'

// The type scale in px: note, body, lead, title, number of a card, number of a page.
export const type = { note: 12, body: 14, lead: 16, title: 20, figure: 28, hero: 44 } as const

// Distances in px; everything is one of these.
export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 40 } as const

// Widths from which a page has a side bar, and from which tables are tables rather than cards.
export const wide = 768
