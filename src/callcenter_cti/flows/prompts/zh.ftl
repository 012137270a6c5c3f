### What callers hear in Mandarin (simplified characters): one sentence a message. Reviewers read
### this file, voices render it. Keys to press are written as numerals in characters: 请按一.
### Where a voice reads a character wrong, a reading gives its sound in pinyin with a tone: huan2款.
### A studio recording named after the message, with dots for dashes, wins over any voice.

## Greetings; the rules name one for each hotline.
welcome-default = 欢迎致电卡片服务中心。
welcome-black = 欢迎致电黑卡专线。
welcome-platinum = 欢迎致电白金卡专线。
welcome-gold = 欢迎致电金卡专线。
welcome-standard = 欢迎致电卡片服务中心。
welcome-business = 欢迎致电商务卡专线。
welcome-debit = 欢迎致电借记卡服务中心。

## Choice of the language; each is offered in itself, and the key to press follows.
language-menu = 中文服务，

## Who is calling.
identification-card = 请输入您的卡号，按井号键结束。转人工服务请按零。
identification-card_or_star = 请输入您的卡号，按井号键结束。如果您手边没有卡号，请按星号键。转人工服务请按零。
identification-card_length = 您输入的卡号不完整。
identification-card_wrong = 您输入的卡号有误，请核对后再次输入。
identification-pin = 请输入您的四位密码。
identification-pin_length = 密码是四位数字。
identification-refused = 您输入的卡号或密码不正确。
identification-locked = 为了保护您的账户安全，您的密码已被锁定。我们的客服人员将为您服务。
identification-held_back = 为了保护您的账户安全，目前无法通过按键核实您的身份。我们的客服人员将为您服务。
code-sent = 验证码已发送到您预留的手机，尾号是
code-ask = 请输入六位验证码。
code-length = 验证码是六位数字。
code-refused = 您输入的验证码不正确。

## Items of menus; each is followed by the key to press.
menu-item-balance = 查询余额和交易明细，
menu-item-points = 积分查询和兑换，
menu-item-activation = 激活卡片，
menu-item-pin = 修改密码，
menu-item-lost = 卡片挂失，
menu-item-dispute = 对交易有疑问，
menu-item-statement = 索取账单，
menu-item-language = 其他语言，
menu-item-back = 返回，
menu-item-person = 人工服务，
menu-item-end = 结束通话，
menu-no_such_choice = 没有这个选项。

## Balance and transactions. Amounts and dates follow.
balance-current = 您目前的余额是
balance-available_credit = 您的可用额度是
balance-statement = 您最近一期账单的金额是
balance-minimum = 您的最低还款额是
    .reading = 您的最低huan2款额是
balance-due_date = 还款日是
    .reading = huan2款日是
balance-transactions = 您最近的交易，由近到远。
balance-more = 查询更多交易请按一。
balance-no_more = 没有更多交易了。
balance-no_transactions = 您的卡上没有交易记录。

## Reward points. Numbers of points and dates follow.
points-balance = 您的积分余额是
points-none = 您目前没有积分。
points-expiring = 其中即将到期的积分是
points-expiring_on = 到期日是
points-offer = 需要
points-confirm = 确认兑换请按一，返回请按二。
points-redeemed = 您的积分已兑换成功。
points-not_enough = 您的积分不足，无法兑换。
reward-statement_credit = 账单抵扣，
reward-shopping_voucher = 购物券，
reward-airline_miles = 航空里程，

## Card activation.
activation-expiry = 请输入卡片有效期，四位数字，先月后年。
activation-expiry_wrong = 有效期是四位数字，先月后年。
activation-done = 您的卡片已激活，现在可以使用。
activation-already_active = 这张卡片已经激活。
activation-blocked = 这张卡片已被冻结。
activation-expired = 这张卡片已过期。
activation-refused = 您输入的信息不正确。

## PIN change.
pin-old = 请输入您的原密码。
pin-new = 请输入新的四位密码。
pin-repeat = 请再次输入新密码。
pin-differ = 两次输入的密码不一致。
pin-weak = 这个密码过于简单，请不要使用生日、相同数字或连续数字。
pin-same = 新密码不能与原密码相同。
pin-refused = 您输入的原密码不正确。
pin-changed = 您的密码已修改成功。
pin-locked = 为了保护您的账户安全，您的密码现已锁定。

## Lost and stolen cards.
lost-card = 请输入需要挂失的卡号，按井号键结束。转人工服务请按零。
lost-confirm = 立即挂失请按一，返回请按二。
lost-blocked = 您的卡片已挂失，任何人都无法再使用。
lost-number_blocked = 如果这是我们的卡片，现已挂失。

## Disputes. Date, amount and key of each transaction follow the first.
dispute-choose = 请选择您有疑问的交易。
dispute-confirm = 对这笔交易提出争议请按一，返回请按二。
dispute-opened = 我们已为这笔交易立案调查。
dispute-already = 这笔交易已经在调查中。

## Statements.
statement-choose = 邮寄账单请按一，发送电子账单请按二。
statement-sent_post = 您的账单将邮寄给您。
statement-sent_email = 您的账单将发送到您的电子邮箱。
statement-no_address = 我们没有您的相关地址。

## After a service. A number follows the first.
reference-is = 您的受理编号是
done-menu_or_person = 返回主菜单请按一，人工服务请按零。

## Waiting for a person. The place in line follows.
queue-one_moment = 请稍候。
queue-hold = 现在客服人员正忙，请不要挂机。
queue-again = 刚才的客服人员未能接听，您的排队位置会为您保留。
queue-next = 您是下一位。
queue-position = 您目前的排队位置是

## When something is not as it should be.
ask-no_input = 没有收到您的按键。
trouble-bank = 暂时无法查询您的账户。
trouble-host_down = 这项服务暂时无法使用。
trouble-unsure = 我们无法确认您的请求是否已经完成，客服人员将为您核实。
trouble-person = 我们的客服人员将为您服务。
trouble-last = 很抱歉，我们的系统出现了问题。
goodbye = 感谢您的来电，再见。
