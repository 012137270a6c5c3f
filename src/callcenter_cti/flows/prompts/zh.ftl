### What callers hear in Mandarin (simplified characters): one sentence a message. Reviewers read
### this file, voices render it. Keys to press are written as numerals in characters: 请按一.
### A gap such as { $amount } is spoken as 十二元五角, { $date } as 三月五日, { $points } as 五千分.
### Where a voice reads a character wrong, a reading gives its sound in pinyin with a tone: huan2款,
### and so for 一 and 不 where their tone changes: yi4笔, bu2要.
### A studio recording named after the message, with dots for dashes, wins over any voice; of a
### sentence with gaps each piece is recorded: `callcenter-cti prompts list --csv` has them all.

## Greetings; the rules name one for each hotline.
welcome-default = 您好，欢迎致电银行卡服务中心。
    .reading = 您好，huan1迎致电银hang2卡服务中心。
welcome-black = 您好，欢迎致电黑卡贵宾专线。
    .reading = 您好，huan1迎致电黑卡贵宾专线。
welcome-platinum = 您好，欢迎致电白金卡贵宾专线。
    .reading = 您好，huan1迎致电白金卡贵宾专线。
welcome-gold = 您好，欢迎致电金卡服务专线。
    .reading = 您好，huan1迎致电金卡服务专线。
welcome-standard = 您好，欢迎致电银行卡服务中心。
    .reading = 您好，huan1迎致电银hang2卡服务中心。
welcome-business = 您好，欢迎致电商务卡服务专线。
    .reading = 您好，huan1迎致电商wu4卡服务专线。
welcome-debit = 您好，欢迎致电借记卡服务中心。
    .reading = 您好，huan1迎致电借记卡服务中心。

## Choice of the language; each is offered in itself, and the key to press follows.
language-menu = 普通话服务，

## Who is calling.
identification-card = 请输入您的卡号，以井号键结束。人工服务请按零。
identification-card_or_star = 请输入您的卡号，以井号键结束。如果您手边没有卡片，请按星号键。人工服务请按零。
identification-card_length = 您输入的卡号不完整。
identification-card_wrong = 您输入的卡号有误，请核对后重新输入。
    .reading = 您输入的卡号有误，请核对后chong2新输入。
identification-pin = 请输入您的四位密码。
identification-pin_length = 密码是四位数字。
identification-refused = 您输入的卡号或密码有误。
identification-locked = 为了您的账户安全，您的密码已被锁定，将由客服代表为您服务。
identification-held_back = 为了您的账户安全，目前无法通过按键核实您的身份，将由客服代表为您服务。
code-sent = 验证码已发送至您尾号{ $digits }的预留手机。
code-ask = 请输入您收到的六位验证码。
code-length = 验证码是六位数字。
code-refused = 您输入的验证码有误。

## Items of menus; each is followed by the key to press.
menu-item-balance = 查询余额和交易明细，
menu-item-points = 查询和兑换积分，
menu-item-activation = 激活卡片，
menu-item-pin = 修改密码，
menu-item-lost = 卡片挂失，
menu-item-dispute = 对交易有疑问，
menu-item-statement = 索取账单，
menu-item-language = 选择其他语言，
menu-item-back = 返回上一级，
    .reading = 返回上yi4级，
menu-item-person = 人工服务，
menu-item-end = 结束通话，
menu-no_such_choice = 您的选择有误。

## Balance and transactions. { $entry } counts them: 第一笔, 第二笔.
balance-current = 您目前的账户余额是{ $amount }。
balance-available_credit = 您的可用额度是{ $amount }。
balance-statement = 您最近一期的账单金额是{ $amount }。
    .reading = 您最近yi4期的账单金额是{ $amount }。
balance-minimum = 本期最低还款额是{ $amount }，到期还款日是{ $date }。
    .reading = 本期最低huan2款额是{ $amount }，到期huan2款日是{ $date }。
balance-transactions = 以下是您最近的交易，从最近一笔开始。
    .reading = 以下是您最近的交易，从最近yi4笔开始。
balance-entry = { $entry }，{ $date }，{ $amount }。
balance-more = 收听更多交易请按一。
balance-no_more = 没有更多交易了。
balance-no_transactions = 您的卡片目前没有交易记录。

## Reward points. The key to press follows each offer.
points-balance = 您的积分余额是{ $points }。
points-none = 您目前没有可用积分。
points-expiring = 其中{ $points }将于{ $date }到期。
points-confirm = 确认兑换请按一，返回请按二。
points-redeemed = 积分兑换成功。
points-not_enough = 您的积分不足，无法兑换。
reward-offer-statement_credit = 抵扣账单需要{ $points }，
reward-offer-shopping_voucher = 兑换购物券需要{ $points }，
reward-offer-airline_miles = 兑换航空里程需要{ $points }，
reward-chosen-statement_credit = 您选择用{ $points }抵扣账单。
reward-chosen-shopping_voucher = 您选择用{ $points }兑换购物券。
reward-chosen-airline_miles = 您选择用{ $points }兑换航空里程。

## Card activation.
activation-expiry = 请输入卡片的有效期，共四位数字，月份在前，年份在后。
activation-expiry_wrong = 有效期是四位数字，月份在前，年份在后。
activation-done = 您的卡片已成功激活，现在就可以使用。
activation-already_active = 您的卡片已经激活，可以正常使用。
activation-blocked = 您的卡片已被冻结。
activation-expired = 您的卡片已经过期。
activation-refused = 您输入的信息有误。

## PIN change.
pin-old = 请输入您的原密码。
pin-new = 请输入新的四位密码。
pin-repeat = 请再次输入新密码。
pin-differ = 两次输入的密码不一致。
    .reading = 两次输入的密码不yi2致。
pin-weak = 您设置的密码过于简单，请不要使用生日，也不要使用重复或连续的数字。
    .reading = 您设置的密码过于简单，请bu2要使用生日，也bu2要使用chong2复或连续的数字。
pin-same = 新密码不能与原密码相同。
pin-refused = 您输入的原密码有误。
pin-changed = 密码修改成功。
pin-locked = 为了您的账户安全，您的密码已被锁定。

## Lost and stolen cards.
lost-card = 请输入需要挂失的卡号，以井号键结束。人工服务请按零。
lost-confirm = 立即挂失请按一，返回请按二。
lost-blocked = 您的卡片已挂失，任何人都无法再使用。
lost-number_blocked = 如果这是本行的卡片，现已挂失。
    .reading = 如果这是本hang2的卡片，现已挂失。

## Disputes. The key to press follows each transaction.
dispute-choose = 请选择您有疑问的交易。
dispute-item = { $date }，{ $amount }的交易，
dispute-confirm = 对这笔交易提出争议请按一，返回请按二。
dispute-opened = 我们已受理您对这笔交易的争议。
dispute-already = 您对这笔交易的争议已在处理中。
    .reading = 您对这笔交易的争议已在chu3理中。

## Statements.
statement-choose = 邮寄上期账单请按一，发送到电子邮箱请按二。
    .reading = 邮寄上期账单请按一，发送到电zi3邮箱请按二。
statement-sent_post = 账单将邮寄到您预留的地址。
    .reading = 账单将邮寄到您预留的di4址。
statement-sent_email = 账单将发送到您预留的电子邮箱。
    .reading = 账单将发送到您预留的电zi3邮箱。
statement-no_address = 很抱歉，您没有预留相关地址。
    .reading = 很抱歉，您没有预留相关di4址。

## After a service. The number is read digit by digit.
reference-is = 您的受理编号是{ $number }。
done-menu_or_person = 返回主菜单请按一，人工服务请按零。

## Waiting for a person. { $place } is 第三位.
queue-one_moment = 请稍候。
queue-hold = 客服代表正忙，请您稍候，不要挂机。
    .reading = 客服代表正忙，请您稍候，bu2要挂机。
queue-again = 很抱歉，刚才的客服代表未能接听，您的排队顺序不变。
    .reading = 很抱歉，刚才的客服代表未能接听，您的排队顺序bu2变。
queue-next = 您是下一位。
    .reading = 您是下yi2位。
queue-position = 您目前排在{ $place }。
queue-wait-under_1 = 预计一分钟之内为您接通。
    .reading = 预计yi4分钟之内为您接通。
queue-wait-1_2 = 预计等候时间为一到两分钟。
queue-wait-2_3 = 预计等候时间为两到三分钟。
queue-wait-3_5 = 预计等候时间为三到五分钟。
queue-wait-5_10 = 预计等候时间为五到十分钟。
queue-wait-10_15 = 预计等候时间为十到十五分钟。
queue-wait-15_20 = 预计等候时间为十五到二十分钟。
queue-wait-20_30 = 预计等候时间为二十到三十分钟。
queue-wait-over_30 = 很抱歉，预计等候时间超过三十分钟。

## When something is not as it should be.
ask-no_input = 没有收到您的输入。
trouble-bank = 很抱歉，暂时无法查询您的账户。
trouble-host_down = 很抱歉，这项服务暂时无法使用。
trouble-unsure = 我们无法确认您的请求是否已经完成，客服代表将为您核实。
trouble-person = 将由客服代表为您服务。
trouble-last = 很抱歉，我们的系统出现了问题。
goodbye = 感谢您的来电，再见。
