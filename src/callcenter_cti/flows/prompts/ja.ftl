### What callers hear in Japanese: one sentence a message, with its reading in katakana as it sounds
### (ワ for the particle は, ー for long vowels): voices that cannot read kanji speak the reading.
### A gap such as { $amount } is spoken as 千二百五十円, { $date } as 三月五日, { $points } as
### 五千ポイント; です behind a gap, at the end of the sentence, is spoken together with it.
### A studio recording named after the message, with dots for dashes, wins over any voice; of a
### sentence with gaps each piece is recorded: `callcenter-cti prompts list --csv` has them all.

## Greetings; the rules name one for each hotline.
welcome-default = お電話ありがとうございます。カードサービスセンターでございます。
    .reading = オデンワ アリガトー ゴザイマス。 カードサービスセンターデ ゴザイマス。
welcome-black = お電話ありがとうございます。ブラックカード専用デスクでございます。
    .reading = オデンワ アリガトー ゴザイマス。 ブラックカード センヨーデスクデ ゴザイマス。
welcome-platinum = お電話ありがとうございます。プラチナカード専用デスクでございます。
    .reading = オデンワ アリガトー ゴザイマス。 プラチナカード センヨーデスクデ ゴザイマス。
welcome-gold = お電話ありがとうございます。ゴールドカードデスクでございます。
    .reading = オデンワ アリガトー ゴザイマス。 ゴールドカードデスクデ ゴザイマス。
welcome-standard = お電話ありがとうございます。カードサービスセンターでございます。
    .reading = オデンワ アリガトー ゴザイマス。 カードサービスセンターデ ゴザイマス。
welcome-business = お電話ありがとうございます。ビジネスカードデスクでございます。
    .reading = オデンワ アリガトー ゴザイマス。 ビジネスカードデスクデ ゴザイマス。
welcome-debit = お電話ありがとうございます。デビットカードデスクでございます。
    .reading = オデンワ アリガトー ゴザイマス。 デビットカードデスクデ ゴザイマス。

## Choice of the language; each is offered in itself, and the key to press follows.
language-menu = 日本語をご希望の場合は、
    .reading = ニホンゴヲ ゴキボーノ バアイワ、

## Who is calling.
identification-card = カード番号を入力し、最後にシャープを押してください。オペレーターをご希望の場合は、0を押してください。
    .reading = カードバンゴーヲ ニューリョクシ、 サイゴニ シャープヲ オシテクダサイ。 オペレーターヲ ゴキボーノ バアイワ、 ゼロヲ オシテクダサイ。
identification-card_or_star = カード番号を入力し、最後にシャープを押してください。お手元にカードがない場合は、アスタリスクを押してください。オペレーターをご希望の場合は、0を押してください。
    .reading = カードバンゴーヲ ニューリョクシ、 サイゴニ シャープヲ オシテクダサイ。 オテモトニ カードガ ナイ バアイワ、 アスタリスクヲ オシテクダサイ。 オペレーターヲ ゴキボーノ バアイワ、 ゼロヲ オシテクダサイ。
identification-card_length = 入力されたカード番号の桁数が足りません。
    .reading = ニューリョクサレタ カードバンゴーノ ケタスーガ タリマセン。
identification-card_wrong = 入力されたカード番号に誤りがあります。お確かめのうえ、もう一度入力してください。
    .reading = ニューリョクサレタ カードバンゴーニ アヤマリガ アリマス。 オタシカメノウエ、 モーイチド ニューリョクシテクダサイ。
identification-pin = 4桁の暗証番号を入力してください。
    .reading = ヨンケタノ アンショーバンゴーヲ ニューリョクシテクダサイ。
identification-pin_length = 暗証番号は4桁の数字です。
    .reading = アンショーバンゴーワ ヨンケタノ スージデス。
identification-refused = カード番号または暗証番号が正しくありません。
    .reading = カードバンゴー マタワ アンショーバンゴーガ タダシク アリマセン。
identification-locked = セキュリティ保護のため、お客様の暗証番号はロックされております。オペレーターにおつなぎいたします。
    .reading = セキュリティホゴノ タメ、 オキャクサマノ アンショーバンゴーワ ロックサレテオリマス。 オペレーターニ オツナギイタシマス。
identification-held_back = セキュリティ保護のため、ただいまお電話の操作によるご本人確認ができません。オペレーターにおつなぎいたします。
    .reading = セキュリティホゴノ タメ、 タダイマ オデンワノ ソーサニヨル ゴホンニンカクニンガ デキマセン。 オペレーターニ オツナギイタシマス。
code-sent = 末尾が{ $digits }のご登録の電話番号に、認証コードをお送りしました。
    .reading = マツビガ{ $digits }ノ ゴトーロクノ デンワバンゴーニ、 ニンショーコードヲ オオクリシマシタ。
code-ask = お送りした6桁の認証コードを入力してください。
    .reading = オオクリシタ ロッケタノ ニンショーコードヲ ニューリョクシテクダサイ。
code-length = 認証コードは6桁の数字です。
    .reading = ニンショーコードワ ロッケタノ スージデス。
code-refused = 認証コードが正しくありません。
    .reading = ニンショーコードガ タダシク アリマセン。

## Items of menus; each is followed by the key to press.
menu-item-balance = 残高とご利用明細のご確認は、
    .reading = ザンダカト ゴリヨーメーサイノ ゴカクニンワ、
menu-item-points = ポイントのご確認と交換は、
    .reading = ポイントノ ゴカクニント コーカンワ、
menu-item-activation = カードのご利用開始のお手続きは、
    .reading = カードノ ゴリヨーカイシノ オテツズキワ、
menu-item-pin = 暗証番号の変更は、
    .reading = アンショーバンゴーノ ヘンコーワ、
menu-item-lost = カードの紛失、盗難のお届けは、
    .reading = カードノ フンシツ、 トーナンノ オトドケワ、
menu-item-dispute = 身に覚えのないご利用のご連絡は、
    .reading = ミニ オボエノ ナイ ゴリヨーノ ゴレンラクワ、
menu-item-statement = ご利用明細書の送付は、
    .reading = ゴリヨーメーサイショノ ソーフワ、
menu-item-language = 言語の変更は、
    .reading = ゲンゴノ ヘンコーワ、
menu-item-back = 前のメニューに戻る場合は、
    .reading = マエノ メニューニ モドル バアイワ、
menu-item-person = オペレーターをご希望の場合は、
    .reading = オペレーターヲ ゴキボーノ バアイワ、
menu-item-end = お電話を終了される場合は、
    .reading = オデンワヲ シューリョーサレル バアイワ、
menu-no_such_choice = 入力された番号が正しくありません。
    .reading = ニューリョクサレタ バンゴーガ タダシク アリマセン。

## Balance and transactions. { $entry } counts them: 一件目, 二件目.
balance-current = 現在の残高は、{ $amount }です。
    .reading = ゲンザイノ ザンダカワ、{ $amount }デス。
balance-available_credit = ご利用可能額は、{ $amount }です。
    .reading = ゴリヨー カノーガクワ、{ $amount }デス。
balance-statement = 前回のご請求金額は、{ $amount }です。
    .reading = ゼンカイノ ゴセーキューキンガクワ、{ $amount }デス。
balance-minimum = 最低お支払い金額は{ $amount }、お支払い期限は{ $date }です。
    .reading = サイテー オシハライキンガクワ{ $amount }、 オシハライキゲンワ{ $date }デス。
balance-transactions = 最近のご利用明細を、新しい順にお知らせします。
    .reading = サイキンノ ゴリヨーメーサイヲ、 アタラシイ ジュンニ オシラセシマス。
balance-entry = { $entry }、{ $date }、{ $amount }です。
    .reading = { $entry }、{ $date }、{ $amount }デス。
balance-more = 続きをお聞きになる場合は、1を押してください。
    .reading = ツズキヲ オキキニ ナル バアイワ、 イチヲ オシテクダサイ。
balance-no_more = ご利用明細は以上です。
    .reading = ゴリヨーメーサイワ イジョーデス。
balance-no_transactions = カードのご利用はございません。
    .reading = カードノ ゴリヨーワ ゴザイマセン。

## Reward points. The key to press follows each offer.
points-balance = 現在のポイント残高は、{ $points }です。
    .reading = ゲンザイノ ポイントザンダカワ、{ $points }デス。
points-none = 現在、ポイントの残高はございません。
    .reading = ゲンザイ、 ポイントノ ザンダカワ ゴザイマセン。
points-expiring = そのうち{ $points }の有効期限は、{ $date }です。
    .reading = ソノ ウチ{ $points }ノ ユーコーキゲンワ、{ $date }デス。
points-confirm = よろしければ1を、戻る場合は2を押してください。
    .reading = ヨロシケレバ イチヲ、 モドル バアイワ ニヲ オシテクダサイ。
points-redeemed = ポイントの交換を承りました。
    .reading = ポイントノ コーカンヲ ウケタマワリマシタ。
points-not_enough = ポイントが不足しているため、交換できません。
    .reading = ポイントガ フソクシテイルタメ、 コーカン デキマセン。
reward-offer-statement_credit = { $points }をご請求金額に充当される場合は、
    .reading = { $points }ヲ ゴセーキューキンガクニ ジュートーサレル バアイワ、
reward-offer-shopping_voucher = { $points }をショッピングギフト券に交換される場合は、
    .reading = { $points }ヲ ショッピングギフトケンニ コーカンサレル バアイワ、
reward-offer-airline_miles = { $points }を航空会社のマイルに交換される場合は、
    .reading = { $points }ヲ コークーガイシャノ マイルニ コーカンサレル バアイワ、
reward-chosen-statement_credit = { $points }を、ご請求金額に充当いたします。
    .reading = { $points }ヲ、 ゴセーキューキンガクニ ジュートーイタシマス。
reward-chosen-shopping_voucher = { $points }を、ショッピングギフト券に交換いたします。
    .reading = { $points }ヲ、 ショッピングギフトケンニ コーカンイタシマス。
reward-chosen-airline_miles = { $points }を、航空会社のマイルに交換いたします。
    .reading = { $points }ヲ、 コークーガイシャノ マイルニ コーカンイタシマス。

## Card activation.
activation-expiry = カードの有効期限を、月2桁、西暦の下2桁の順に、4桁で入力してください。
    .reading = カードノ ユーコーキゲンヲ、 ツキ フタケタ、 セーレキノ シモ フタケタノ ジュンニ、 ヨンケタデ ニューリョクシテクダサイ。
activation-expiry_wrong = 有効期限は、月2桁、西暦の下2桁の、合わせて4桁です。
    .reading = ユーコーキゲンワ、 ツキ フタケタ、 セーレキノ シモ フタケタノ、 アワセテ ヨンケタデス。
activation-done = カードのご利用開始のお手続きが完了しました。ただいまからご利用いただけます。
    .reading = カードノ ゴリヨーカイシノ オテツズキガ カンリョーシマシタ。 タダイマカラ ゴリヨー イタダケマス。
activation-already_active = このカードは、すでにご利用いただけます。
    .reading = コノ カードワ、 スデニ ゴリヨー イタダケマス。
activation-blocked = このカードは、ご利用を停止しております。
    .reading = コノ カードワ、 ゴリヨーヲ テーシシテオリマス。
activation-expired = このカードは、有効期限が切れております。
    .reading = コノ カードワ、 ユーコーキゲンガ キレテオリマス。
activation-refused = 入力された内容が正しくありません。
    .reading = ニューリョクサレタ ナイヨーガ タダシク アリマセン。

## PIN change.
pin-old = 現在の暗証番号を入力してください。
    .reading = ゲンザイノ アンショーバンゴーヲ ニューリョクシテクダサイ。
pin-new = 新しい4桁の暗証番号を入力してください。
    .reading = アタラシイ ヨンケタノ アンショーバンゴーヲ ニューリョクシテクダサイ。
pin-repeat = 確認のため、新しい暗証番号をもう一度入力してください。
    .reading = カクニンノ タメ、 アタラシイ アンショーバンゴーヲ モーイチド ニューリョクシテクダサイ。
pin-differ = 2回の暗証番号が一致しません。
    .reading = ニカイノ アンショーバンゴーガ イッチシマセン。
pin-weak = その暗証番号は推測されやすいため、ご利用いただけません。生年月日や、同じ数字、連続した数字は避けてください。
    .reading = ソノ アンショーバンゴーワ スイソクサレヤスイタメ、 ゴリヨー イタダケマセン。 セーネンガッピヤ、 オナジ スージ、 レンゾクシタ スージワ サケテクダサイ。
pin-same = 新しい暗証番号は、現在のものと異なる番号にしてください。
    .reading = アタラシイ アンショーバンゴーワ、 ゲンザイノモノト コトナル バンゴーニシテクダサイ。
pin-refused = 現在の暗証番号が正しくありません。
    .reading = ゲンザイノ アンショーバンゴーガ タダシク アリマセン。
pin-changed = 暗証番号の変更が完了しました。
    .reading = アンショーバンゴーノ ヘンコーガ カンリョーシマシタ。
pin-locked = セキュリティ保護のため、暗証番号をロックいたしました。
    .reading = セキュリティホゴノ タメ、 アンショーバンゴーヲ ロックイタシマシタ。

## Lost and stolen cards.
lost-card = お届けになるカードの番号を入力し、最後にシャープを押してください。オペレーターをご希望の場合は、0を押してください。
    .reading = オトドケニ ナル カードノ バンゴーヲ ニューリョクシ、 サイゴニ シャープヲ オシテクダサイ。 オペレーターヲ ゴキボーノ バアイワ、 ゼロヲ オシテクダサイ。
lost-confirm = カードのご利用を今すぐ停止する場合は1を、戻る場合は2を押してください。
    .reading = カードノ ゴリヨーヲ イマ スグ テーシスル バアイワ イチヲ、 モドル バアイワ ニヲ オシテクダサイ。
lost-blocked = カードのご利用を停止しました。今後、このカードはご利用いただけません。
    .reading = カードノ ゴリヨーヲ テーシシマシタ。 コンゴ、 コノ カードワ ゴリヨー イタダケマセン。
lost-number_blocked = 当行のカードであれば、ただいまご利用を停止しました。
    .reading = トーコーノ カードデアレバ、 タダイマ ゴリヨーヲ テーシシマシタ。

## Disputes. The key to press follows each transaction.
dispute-choose = お心当たりのないご利用をお選びください。
    .reading = オココロアタリノ ナイ ゴリヨーヲ オエラビクダサイ。
dispute-item = { $date }、{ $amount }のご利用は、
    .reading = { $date }、{ $amount }ノ ゴリヨーワ、
dispute-confirm = このご利用の調査を依頼する場合は1を、戻る場合は2を押してください。
    .reading = コノ ゴリヨーノ チョーサヲ イライスル バアイワ イチヲ、 モドル バアイワ ニヲ オシテクダサイ。
dispute-opened = このご利用について、調査を承りました。
    .reading = コノ ゴリヨーニ ツイテ、 チョーサヲ ウケタマワリマシタ。
dispute-already = このご利用は、すでに調査中です。
    .reading = コノ ゴリヨーワ、 スデニ チョーサチューデス。

## Statements.
statement-choose = 前回のご利用明細書を、郵送でご希望の場合は1を、電子メールでご希望の場合は2を押してください。
    .reading = ゼンカイノ ゴリヨーメーサイショヲ、 ユーソーデ ゴキボーノ バアイワ イチヲ、 デンシメールデ ゴキボーノ バアイワ ニヲ オシテクダサイ。
statement-sent_post = ご利用明細書を郵送いたします。
    .reading = ゴリヨーメーサイショヲ ユーソーイタシマス。
statement-sent_email = ご利用明細書を電子メールでお送りいたします。
    .reading = ゴリヨーメーサイショヲ デンシメールデ オオクリイタシマス。
statement-no_address = 申し訳ございません。お届け先のご登録がございません。
    .reading = モーシワケ ゴザイマセン。 オトドケサキノ ゴトーロクガ ゴザイマセン。

## After a service. The number is read digit by digit.
reference-is = 受付番号は、{ $number }です。
    .reading = ウケツケバンゴーワ、{ $number }デス。
done-menu_or_person = メニューに戻る場合は1を、オペレーターをご希望の場合は0を押してください。
    .reading = メニューニ モドル バアイワ イチヲ、 オペレーターヲ ゴキボーノ バアイワ ゼロヲ オシテクダサイ。

## Waiting for a person. { $place } is 三番目.
queue-one_moment = 少々お待ちください。
    .reading = ショーショー オマチクダサイ。
queue-hold = ただいま電話が大変混み合っております。このままお待ちください。
    .reading = タダイマ デンワガ タイヘン コミアッテオリマス。 コノママ オマチクダサイ。
queue-again = 申し訳ございません。担当者におつなぎできませんでした。お客様の順番は変わりません。
    .reading = モーシワケ ゴザイマセン。 タントーシャニ オツナギ デキマセンデシタ。 オキャクサマノ ジュンバンワ カワリマセン。
queue-next = 次におつなぎいたします。
    .reading = ツギニ オツナギイタシマス。
queue-position = お客様の順番は、{ $place }です。
    .reading = オキャクサマノ ジュンバンワ、{ $place }デス。
queue-wait-under_1 = 1分以内におつなぎできる見込みです。
    .reading = イップン イナイニ オツナギ デキル ミコミデス。
queue-wait-1_2 = お待ち時間の目安は、1から2分です。
    .reading = オマチジカンノ メヤスワ、 イチカラ ニフンデス。
queue-wait-2_3 = お待ち時間の目安は、2から3分です。
    .reading = オマチジカンノ メヤスワ、 ニカラ サンプンデス。
queue-wait-3_5 = お待ち時間の目安は、3から5分です。
    .reading = オマチジカンノ メヤスワ、 サンカラ ゴフンデス。
queue-wait-5_10 = お待ち時間の目安は、5から10分です。
    .reading = オマチジカンノ メヤスワ、 ゴカラ ジュップンデス。
queue-wait-10_15 = お待ち時間の目安は、10から15分です。
    .reading = オマチジカンノ メヤスワ、 ジューカラ ジューゴフンデス。
queue-wait-15_20 = お待ち時間の目安は、15から20分です。
    .reading = オマチジカンノ メヤスワ、 ジューゴカラ ニジュップンデス。
queue-wait-20_30 = お待ち時間の目安は、20から30分です。
    .reading = オマチジカンノ メヤスワ、 ニジューカラ サンジュップンデス。
queue-wait-over_30 = 申し訳ございません。30分以上お待ちいただく見込みです。
    .reading = モーシワケ ゴザイマセン。 サンジュップン イジョー オマチイタダク ミコミデス。

## When something is not as it should be.
ask-no_input = 入力が確認できませんでした。
    .reading = ニューリョクガ カクニン デキマセンデシタ。
trouble-bank = 申し訳ございません。ただいま、お客様の情報を確認できません。
    .reading = モーシワケ ゴザイマセン。 タダイマ、 オキャクサマノ ジョーホーヲ カクニン デキマセン。
trouble-host_down = 申し訳ございません。ただいま、このサービスをご利用いただけません。
    .reading = モーシワケ ゴザイマセン。 タダイマ、 コノ サービスヲ ゴリヨー イタダケマセン。
trouble-unsure = お手続きが完了したかどうか、確認できませんでした。担当者がお調べいたします。
    .reading = オテツズキガ カンリョーシタカ ドーカ、 カクニン デキマセンデシタ。 タントーシャガ オシラベイタシマス。
trouble-person = オペレーターにおつなぎいたします。
    .reading = オペレーターニ オツナギイタシマス。
trouble-last = 申し訳ございません。システムに問題が発生しました。
    .reading = モーシワケ ゴザイマセン。 システムニ モンダイガ ハッセーシマシタ。
goodbye = お電話ありがとうございました。失礼いたします。
    .reading = オデンワ アリガトー ゴザイマシタ。 シツレーイタシマス。
