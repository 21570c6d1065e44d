import { dict } from '@/words'

// payoutWords are those of rewards that wait for a review.
export const payoutWords = dict({
  title: '等审核的奖励', note: '有疑点或超过额度的奖励先不发；写明理由后放行或收回', standOf: '审核状态', stand: { waiting: '等审核', approved: '已放行', rejected: '已收回' }, none: '没有要审核的奖励', noneWhy: '发现金、礼品前，把有疑点的或超过额度的先停在这里，由人放行或收回。超过多少要审核，写在活动计划里。', setLimit: '去设审核额度', noneOf: { approved: '还没有放行过奖励', rejected: '还没有收回过奖励' }, noneOfWhy: '在“等审核”里处理之后，记录在这里。', toWaiting: '看等审核的', gift: '礼品',
  why: { person: '得奖的人在审核名单里', amount: '超过免审额度', unscored: '还没评过风险，评完自动放行，或转人工' }, release: '放行', releaseHint: '奖励随后发出，不能再收回。理由记在审计里。', takeBack: '收回', takeBackHint: '客户会看到这个理由，奖励不再发出。', because: '理由', needBecause: '请写理由', decided: '已处理', byScore: '风险评分后自动放行',
}, {
  title: 'Rewards waiting for a review', note: 'What is doubtful or above the limit does not go out yet; release it or take it back, with a reason', standOf: 'Stand', stand: { waiting: 'Waiting', approved: 'Released', rejected: 'Taken back' }, none: 'No reward waits', noneWhy: 'Before cash and gifts go out, what is doubtful or above the limit stops here until somebody releases it or takes it back. The limit stands in the plan of the campaign.', setLimit: 'Set the limit', noneOf: { approved: 'None was released yet', rejected: 'None was taken back yet' }, noneOfWhy: 'What was decided of those that wait is kept here.', toWaiting: 'Those that wait', gift: 'a gift',
  why: { person: 'Who won it is held for a review', amount: 'Above what goes out unseen', unscored: 'Not scored yet: goes out after the scoring, or waits for you' }, release: 'Release', releaseHint: 'It goes out then and cannot be taken back. The reason is audited.', takeBack: 'Take back', takeBackHint: 'The customer reads this reason; the reward never goes out.', because: 'Reason', needBecause: 'Give the reason', decided: 'Done', byScore: 'Released after the scoring',
})
