import { font, tokens, type, type Mode } from './tokens'

// chartTheme gives ECharts our tokens.
export function chartTheme(mode: Mode) {
  const c = tokens[mode]
  const axis = {
    axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: c.line } },
    axisLabel: { color: c.soft, fontSize: type.note }, nameTextStyle: { color: c.soft },
  }
  return {
    color: [...c.series],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: font, color: c.ink, fontSize: type.note },
    legend: { textStyle: { color: c.ink }, itemWidth: 16, itemHeight: 10 },
    tooltip: { backgroundColor: c.card, borderColor: c.line, textStyle: { color: c.ink, fontSize: type.body } },
    categoryAxis: axis, valueAxis: axis, timeAxis: axis,
    line: { symbolSize: 6, lineStyle: { width: 2 } },
  }
}

// Every series differs in line and mark as well as in colour.
export const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [12, 4], [2, 4]] as const
export const marks = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect'] as const
