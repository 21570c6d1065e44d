import { theme, type ThemeConfig } from 'antd'
import { font, tokens, type, type Mode } from './tokens'

// What a finger presses is at least so high.
const touch = 44

// antdTheme gives the component library our tokens; on a phone controls of every size are for fingers.
export function antdTheme(mode: Mode, still: boolean, narrow: boolean): ThemeConfig {
  const c = tokens[mode]
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: c.accent, colorInfo: c.accent, colorLink: c.accent, colorLinkHover: c.accent, colorLinkActive: c.accent, colorPrimaryBorder: c.accent /* the ring of the focus */,
      colorSuccess: c.good, colorWarning: c.warn, colorError: c.bad,
      colorSuccessBg: c.goodWash, colorWarningBg: c.warnWash, colorErrorBg: c.badWash, colorInfoBg: c.wash, colorPrimaryBg: c.wash,
      colorSuccessBorder: c.line, colorWarningBorder: c.line, colorErrorBorder: c.line, colorInfoBorder: c.line,
      colorBgLayout: c.ground, colorBgContainer: c.card, colorBgElevated: c.card,
      colorText: c.ink, colorTextSecondary: c.soft, colorTextTertiary: c.soft, colorTextDescription: c.soft,
      colorTextPlaceholder: c.soft, colorTextHeading: c.ink, colorBorder: c.line, colorBorderSecondary: c.line, colorSplit: c.line,
      colorTextLightSolid: c.onAccent, controlItemBgActive: c.wash, controlItemBgActiveHover: c.wash, controlItemBgHover: c.raised,
      fontFamily: font, fontSize: type.body, borderRadius: 8, borderRadiusLG: 12, ...(narrow ? { controlHeight: touch, controlHeightSM: touch, controlHeightLG: touch } : { controlHeight: 34 }), motion: !still, wireframe: false,
    },
    components: {
      Table: { headerBg: c.raised, headerBorderRadius: 0, rowHoverBg: c.raised, rowSelectedBg: c.wash, rowSelectedHoverBg: c.wash, cellPaddingBlock: 10, headerColor: c.soft },
      Menu: { itemSelectedBg: c.wash, itemSelectedColor: c.accent, itemColor: c.soft, itemBg: 'transparent', activeBarBorderWidth: 0 },
      Layout: { siderBg: c.card, headerBg: c.card, bodyBg: c.ground, headerPadding: '0 16px', headerHeight: 56 },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? '#33403c' : '#1b2421', colorTextLightSolid: '#ffffff' },
      Checkbox: { colorBorder: c.edge }, Radio: { colorBorder: c.edge }, Switch: { colorTextQuaternary: c.edge, colorTextTertiary: c.edge },
      ...(narrow ? { Segmented: { controlHeight: touch + 4, controlHeightSM: touch + 4, controlHeightLG: touch + 4 } } : {}), // its frame takes 4
      Card: { bodyPadding: 20 },
    },
  }
}
