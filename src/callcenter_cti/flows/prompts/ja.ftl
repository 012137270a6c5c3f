### What callers hear in Japanese: one sentence a message, with its reading in katakana as it sounds
### (ワ for the particle は, ー for long vowels): voices that cannot read kanji speak the reading.
### Amounts and counts that follow a sentence end with です.
### A studio recording named after the message, with dots for dashes, wins over any voice.

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
identification-card_or_star = カード番号を入力し、最後にシャープを押してください。カード番号がお手元にない場合は、こめじるしを押してください。オペレーターをご希望の場合は、0を押してください。
    .reading = カードバンゴーヲ ニューリョクシ、 サイゴニ シャープヲ オシテクダサイ。 カードバンゴーガ オテモトニ ナイ バアイワ、 コメジルシヲ オシテクダサイ。 オペレーターヲ ゴキボーノ バアイワ、 ゼロヲ オシテクダサイ。
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
identification-locked = 安全のため、お客様の暗証番号はロックされております。オペレーターがご案内いたします。
    .reading = アンゼンノ タメ、 オキャクサマノ アンショーバンゴーワ ロックサレテオリマス。 オペレーターガ ゴアンナイイタシマス。
identification-held_back = 安全のため、ただいま電話機の操作によるご本人確認ができません。オペレーターがご案内いたします。
    .reading = アンゼンノ タメ、 タダイマ デンワキノ ソーサニヨル ゴホンニンカクニンガ デキマセン。 オペレーターガ ゴアンナイイタシマス。
code-sent = ご登録のお電話に、認証コードをお送りしました。電話番号の末尾は、
    .reading = ゴトーロクノ オデンワニ、 ニンショーコードヲ オオクリシマシタ。 デンワバンゴーノ マツビワ、
code-ask = 6桁の認証コードを入力してください。
    .reading = ロッケタノ ニンショーコードヲ ニューリョクシテクダサイ。
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
menu-item-dispute = 身に覚えのないご利用については、
    .reading = ミニ オボエノ ナイ ゴリヨーニ ツイテワ、
menu-item-statement = ご利用明細書の送付は、
    .reading = ゴリヨーメーサイショノ ソーフワ、
menu-item-language = 言語の変更は、
    .reading = ゲンゴノ ヘンコーワ、
menu-item-back = 前のメニューに戻るには、
    .reading = マエノ メニューニ モドルニワ、
menu-item-person = オペレーターをご希望の場合は、
    .reading = オペレーターヲ ゴキボーノ バアイワ、
menu-item-end = お電話を終了するには、
    .reading = オデンワヲ シューリョースルニワ、
menu-no_such_choice = その番号はご用意しておりません。
    .reading = ソノ バンゴーワ ゴヨーイシテオリマセン。

## Balance and transactions. Amounts and dates follow.
balance-current = 現在の残高は、
    .reading = ゲンザイノ ザンダカワ、
balance-available_credit = ご利用可能な金額は、
    .reading = ゴリヨー カノーナ キンガクワ、
balance-statement = 前回のご請求金額は、
    .reading = ゼンカイノ ゴセーキューキンガクワ、
balance-minimum = 最低お支払い金額は、
    .reading = サイテー オシハライキンガクワ、
balance-due_date = お支払い期限は、
    .reading = オシハライキゲンワ、
balance-transactions = 最近のご利用明細を、新しい順にお知らせします。
    .reading = サイキンノ ゴリヨーメーサイヲ、 アタラシイ ジュンニ オシラセシマス。
balance-more = 続きをお聞きになる場合は、1を押してください。
    .reading = ツズキヲ オキキニ ナル バアイワ、 イチヲ オシテクダサイ。
balance-no_more = ご利用明細は以上です。
    .reading = ゴリヨーメーサイワ イジョーデス。
balance-no_transactions = カードのご利用はございません。
    .reading = カードノ ゴリヨーワ ゴザイマセン。

## Reward points. Numbers of points and dates follow.
points-balance = 現在のポイント残高は、
    .reading = ゲンザイノ ポイントザンダカワ、
points-none = 現在、ポイントはございません。
    .reading = ゲンザイ、 ポイントワ ゴザイマセン。
points-expiring = まもなく有効期限を迎えるポイントは、
    .reading = マモナク ユーコーキゲンヲ ムカエル ポイントワ、
points-expiring_on = 有効期限は、
    .reading = ユーコーキゲンワ、
points-offer = 必要なポイントは、
    .reading = ヒツヨーナ ポイントワ、
points-confirm = 交換する場合は1を、戻る場合は2を押してください。
    .reading = コーカンスル バアイワ イチヲ、 モドル バアイワ ニヲ オシテクダサイ。
points-redeemed = ポイントの交換を承りました。
    .reading = ポイントノ コーカンヲ ウケタマワリマシタ。
points-not_enough = ポイントが不足しているため、交換できません。
    .reading = ポイントガ フソクシテイルタメ、 コーカン デキマセン。
reward-statement_credit = ご請求金額への充当、
    .reading = ゴセーキューキンガクエノ ジュートー、
reward-shopping_voucher = ショッピングギフト券、
    .reading = ショッピングギフトケン、
reward-airline_miles = 航空会社のマイル、
    .reading = コークーガイシャノ マイル、

## Card activation.
activation-expiry = カードの有効期限を、月2桁、西暦の下2桁の順に入力してください。
    .reading = カードノ ユーコーキゲンヲ、 ツキ フタケタ、 セーレキノ シモ フタケタノ ジュンニ ニューリョクシテクダサイ。
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
pin-changed = 暗証番号を変更しました。
    .reading = アンショーバンゴーヲ ヘンコーシマシタ。
pin-locked = 安全のため、暗証番号をロックしました。
    .reading = アンゼンノ タメ、 アンショーバンゴーヲ ロックシマシタ。

## Lost and stolen cards.
lost-card = 紛失されたカードの番号を入力し、最後にシャープを押してください。オペレーターをご希望の場合は、0を押してください。
    .reading = フンシツサレタ カードノ バンゴーヲ ニューリョクシ、 サイゴニ シャープヲ オシテクダサイ。 オペレーターヲ ゴキボーノ バアイワ、 ゼロヲ オシテクダサイ。
lost-confirm = カードのご利用を今すぐ停止する場合は1を、戻る場合は2を押してください。
    .reading = カードノ ゴリヨーヲ イマ スグ テーシスル バアイワ イチヲ、 モドル バアイワ ニヲ オシテクダサイ。
lost-blocked = カードのご利用を停止しました。今後、このカードは使用できません。
    .reading = カードノ ゴリヨーヲ テーシシマシタ。 コンゴ、 コノ カードワ シヨー デキマセン。
lost-number_blocked = 当社のカードであれば、ただいまご利用を停止しました。
    .reading = トーシャノ カードデアレバ、 タダイマ ゴリヨーヲ テーシシマシタ。

## Disputes. Date, amount and key of each transaction follow the first.
dispute-choose = お心当たりのないご利用をお選びください。
    .reading = オココロアタリノ ナイ ゴリヨーヲ オエラビクダサイ。
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
statement-sent_email = ご利用明細書を電子メールでお送りします。
    .reading = ゴリヨーメーサイショヲ デンシメールデ オオクリシマス。
statement-no_address = お届け先のご登録がございません。
    .reading = オトドケサキノ ゴトーロクガ ゴザイマセン。

## After a service. A number follows the first.
reference-is = 受付番号は、
    .reading = ウケツケバンゴーワ、
done-menu_or_person = メニューに戻るには1を、オペレーターをご希望の場合は0を押してください。
    .reading = メニューニ モドルニワ イチヲ、 オペレーターヲ ゴキボーノ バアイワ ゼロヲ オシテクダサイ。

## Waiting for a person. The place in line follows.
queue-one_moment = 少々お待ちください。
    .reading = ショーショー オマチクダサイ。
queue-hold = ただいま電話が大変混み合っております。このままお待ちください。
    .reading = タダイマ デンワガ タイヘン コミアッテオリマス。 コノママ オマチクダサイ。
queue-again = 担当者が電話に出ることができませんでした。順番はそのままでございます。
    .reading = タントーシャガ デンワニ デルコトガ デキマセンデシタ。 ジュンバンワ ソノママデ ゴザイマス。
queue-next = 次におつなぎいたします。
    .reading = ツギニ オツナギイタシマス。
queue-position = お客様の順番は、
    .reading = オキャクサマノ ジュンバンワ、

## When something is not as it should be.
ask-no_input = 入力が確認できませんでした。
    .reading = ニューリョクガ カクニン デキマセンデシタ。
trouble-bank = ただいま、お客様の情報を確認できません。
    .reading = タダイマ、 オキャクサマノ ジョーホーヲ カクニン デキマセン。
trouble-host_down = ただいま、このサービスをご利用いただけません。
    .reading = タダイマ、 コノ サービスヲ ゴリヨー イタダケマセン。
trouble-unsure = お手続きが完了したかどうか、確認できませんでした。担当者がお調べいたします。
    .reading = オテツズキガ カンリョーシタカ ドーカ、 カクニン デキマセンデシタ。 タントーシャガ オシラベイタシマス。
trouble-person = オペレーターがご案内いたします。
    .reading = オペレーターガ ゴアンナイイタシマス。
trouble-last = 申し訳ございません。システムに問題が発生しました。
    .reading = モーシワケ ゴザイマセン。 システムニ モンダイガ ハッセーシマシタ。
goodbye = お電話ありがとうございました。失礼いたします。
    .reading = オデンワ アリガトー ゴザイマシタ。 シツレーイタシマス。
