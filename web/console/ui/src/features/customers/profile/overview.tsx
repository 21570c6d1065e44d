import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { Card } from './card'
import { Consents } from './consents'
import type { Profile } from './data'
import { Predictions } from './predictions'
import { Steps } from './relation'
import { TimelineHead } from './timeline'
import { Value } from './value'
import { profileWords } from './words'

// Overview answers first what a person is worth and where they stand, then who they are.
export function Overview({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const { id } = profile.person
  return (
    <div className="stack">
      <Value id={id} />
      <div className="split">
        <div className="stack">
          <Section title={t.ladderTitle} note={t.ladderNote}><Steps id={id} /></Section>
          <Predictions id={id} />
          <Section title={t.lately}><TimelineHead id={id} /></Section>
        </div>
        <div className="stack">
          <Card profile={profile} />
          <Consents id={id} mayRecord={!profile.erased_at} />
        </div>
      </div>
    </div>
  )
}
