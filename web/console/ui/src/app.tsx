import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { App as AntApp, ConfigProvider } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { queries } from './api/query'
import { router } from './routes'
import { antdTheme } from './theme/antd'
import { LookProvider, useLook, useNarrow } from './theme/mode'
import { useLang, WordsProvider } from './words'

// The server puts the nonce of the page here; the component library marks its styles with it.
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content

function Dressed() {
  const { mode, still } = useLook()
  const { lang } = useLang()
  const narrow = useNarrow()
  return (
    <ConfigProvider theme={antdTheme(mode, still, narrow)} locale={lang === 'zh' ? zh : en} button={{ autoInsertSpace: false }} csp={{ nonce }}>
      <AntApp message={{ maxCount: 3 }}><RouterProvider router={router} /></AntApp>
    </ConfigProvider>
  )
}

export function App() {
  return <WordsProvider><LookProvider><QueryClientProvider client={queries}><Dressed /></QueryClientProvider></LookProvider></WordsProvider>
}
