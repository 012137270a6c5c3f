### What callers hear in English: one sentence a message. Reviewers read this file, voices render it.
### A gap such as { $amount } is spoken as "twelve dollars and fifty cents", { $date } as "March
### fifth", { $points } as "five thousand points", other gaps as numbers. It may stand anywhere.
### A studio recording named after the message, with dots for dashes, wins over any voice; of a
### sentence with gaps each piece is recorded: `callcenter-cti prompts list --csv` has them all.

## Greetings; the rules name one for each hotline.
welcome-default = Welcome to card services.
welcome-black = Welcome to the Black Card service line.
welcome-platinum = Welcome to the Platinum Card service line.
welcome-gold = Welcome to the Gold Card service line.
welcome-standard = Welcome to card services.
welcome-business = Welcome to the Business Card service line.
welcome-debit = Welcome to debit card services.

## Choice of the language; each is offered in itself, and the key to press follows.
language-menu = For English,

## Who is calling.
identification-card = Please key in your card number, followed by the hash key. To speak to a person, press zero.
identification-card_or_star = Please key in your card number, followed by the hash key. If you do not have it at hand, press star. To speak to a person, press zero.
identification-card_length = That card number is not complete.
identification-card_wrong = That card number is not correct. Please check it and try again.
identification-pin = Please key in your four-digit PIN.
identification-pin_length = A PIN has four digits.
identification-refused = Card number and PIN do not match.
identification-locked = For your protection, your PIN is locked. One of our people will help you.
identification-held_back = For your protection, we cannot identify you by telephone keys at the moment. One of our people will help you.
code-sent = We have sent a code to your telephone ending in { $digits }.
code-ask = Please key in the six digits of the code.
code-length = The code has six digits.
code-refused = That code is not correct.

## Items of menus; each is followed by the key to press.
menu-item-balance = For your balance and transactions,
menu-item-points = For your reward points,
menu-item-activation = To activate a card,
menu-item-pin = To change your PIN,
menu-item-lost = If your card is lost or stolen,
menu-item-dispute = If you do not recognise a transaction,
menu-item-statement = To have your statement sent to you,
menu-item-language = For another language,
menu-item-back = To go back,
menu-item-person = To speak to a person,
menu-item-end = To end this call,
menu-no_such_choice = Sorry, that is not one of the choices.

## Balance and transactions. { $entry } counts them: "one", "two".
balance-current = Your balance is { $amount }.
balance-available_credit = You can still spend { $amount }.
balance-statement = Your last statement balance was { $amount }.
balance-minimum = Your minimum payment is { $amount }, due on { $date }.
balance-transactions = Your last transactions, newest first.
balance-entry = { $entry }: { $date }, { $amount }.
balance-more = For more transactions, press one.
balance-no_more = There are no more transactions.
balance-no_transactions = There are no transactions on your card.

## Reward points. The key to press follows each offer.
points-balance = You have { $points }.
points-none = You have no reward points.
points-expiring = Of these, { $points } will expire on { $date }.
points-confirm = To redeem, press one. To go back, press two.
points-redeemed = Your points have been redeemed.
points-not_enough = You do not have enough points for that.
reward-offer-statement_credit = For a credit on your statement at { $points },
reward-offer-shopping_voucher = For a shopping voucher at { $points },
reward-offer-airline_miles = For airline miles at { $points },
reward-chosen-statement_credit = A credit on your statement for { $points }.
reward-chosen-shopping_voucher = A shopping voucher for { $points }.
reward-chosen-airline_miles = Airline miles for { $points }.

## Card activation.
activation-expiry = Please key in the expiry date of the card: four digits, month and year.
activation-expiry_wrong = An expiry date has four digits, month and year.
activation-done = Your card is active. You can use it from now on.
activation-already_active = This card is active already.
activation-blocked = This card is blocked.
activation-expired = This card has expired.
activation-refused = These details do not match.

## PIN change.
pin-old = Please key in the PIN that you have now.
pin-new = Please key in your new PIN, four digits.
pin-repeat = Please key in your new PIN again.
pin-differ = The two PINs were not the same.
pin-weak = This PIN is easy to guess. Please choose one without your birthday, and without digits that repeat or follow one another.
pin-same = The new PIN must differ from the old one.
pin-refused = The PIN that you have now was not correct.
pin-changed = Your PIN has been changed.
pin-locked = For your protection, your PIN is now locked.

## Lost and stolen cards.
lost-card = Please key in the number of the card that is lost or stolen, followed by the hash key. To speak to a person, press zero.
lost-confirm = To block your card now, press one. To go back, press two.
lost-blocked = Your card is blocked. Nobody can use it any more.
lost-number_blocked = If this is one of our cards, it is blocked now.

## Disputes. The key to press follows each transaction.
dispute-choose = Which transaction do you not recognise?
dispute-item = For the transaction on { $date }, { $amount },
dispute-confirm = To dispute this transaction, press one. To go back, press two.
dispute-opened = We have opened a case for this transaction.
dispute-already = A case is open for this transaction already.

## Statements.
statement-choose = To receive your last statement by post, press one. By e-mail, press two.
statement-sent_post = Your statement will be sent by post.
statement-sent_email = Your statement will be sent by e-mail.
statement-no_address = We have no address of this kind on file for you.

## After a service. The number is read digit by digit.
reference-is = Your reference number is { $number }.
done-menu_or_person = For the menu, press one. To speak to a person, press zero.

## Waiting for a person. { $place } is "three".
queue-one_moment = One moment, please.
queue-hold = All our people are busy. Please hold the line.
queue-again = Our colleague could not take your call. You keep your place.
queue-next = You are next in line.
queue-position = You are number { $place } in line.
queue-wait-under_1 = We expect to answer you within a minute.
queue-wait-1_2 = We expect to answer you in one to two minutes.
queue-wait-2_3 = We expect to answer you in two to three minutes.
queue-wait-3_5 = We expect to answer you in three to five minutes.
queue-wait-5_10 = We expect to answer you in five to ten minutes.
queue-wait-10_15 = We expect to answer you in ten to fifteen minutes.
queue-wait-15_20 = We expect to answer you in fifteen to twenty minutes.
queue-wait-20_30 = We expect to answer you in twenty to thirty minutes.
queue-wait-over_30 = We are sorry. We expect you to wait for more than thirty minutes.

## When something is not as it should be.
ask-no_input = Sorry, we did not receive anything.
trouble-bank = We cannot reach your account at the moment.
trouble-host_down = This service is not available at the moment.
trouble-unsure = We could not confirm whether your request was carried out. A colleague will check.
trouble-person = One of our people will help you.
trouble-last = We are sorry, something went wrong on our side.
goodbye = Thank you for calling. Goodbye.
