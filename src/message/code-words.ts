/**
 * The words that make a number a one-time code, and those that make it something else, in the languages that test
 * mail is written in. Stems where a language inflects; `c[oó]digo` where senders leave accents out.
 */

/** Words that say it outright. */
const STRONG = [
  // English
  '(?:verif\\p{L}{1,9}|security|authenticat\\p{L}{1,3}|authori[sz]ation|auth|log-?in|log-? in|sign-?in|sign-? in|sign-?up|activation|confirmation|access|one[- ]time|single[- ]use|temporary|magic|device|pairing|reset|recovery|2fa|mfa|two[- ](?:factor|step)|multi[- ]factor|sms|e-?mail|registration|unlock|approval)[- ](?:\\p{L}{1,15}[- ]){0,2}?(?:pass)?(?:codes?|pins?|passwords?|token|key|number)',
  'one[- ]time[- ]?(?:pass\\p{L}{0,5}|pin|code)|\\botps?\\b|\\botp(?=\\P{L}|$)|passcodes?|(?:code|pin|number|digits) (?:you need )?to (?:verify|confirm|sign ?in|log ?in|complete)',
  '(?:verify|confirm) (?:your|this|the) (?:\\p{L}{1,12} ){0,3}(?:with|using|by entering)|(?:verify|confirm) (?:your|this|the) (?:\\p{L}{1,12} ?){1,3}[,:] (?:please )?enter',
  '(?:enter|use|type|input|copy) (?:this|the|that|your|following)(?: following)? (?:code|pin|number|digits)|(?:following|below) (?:code|pin)|(?:code|pin) below',
  // German, Dutch, Scandinavian, Finnish: compounds
  '(?:best(?:ä|ae)tigungs|sicherheits|verifi\\p{L}{1,9}s?|anmelde|einmal|zugangs|zugriffs|aktivierungs|freischalt|freigabe|pr(?:ü|ue)f|login-?|registrierungs|authentifizierungs|einrichtungs|r(?:ü|ue)cksetz)[- ]?(?:code|kode|pin|passwort|kennwort|schl(?:ü|ue)ssel|tan|nummer)s?',
  '\\bm?tan\\b(?=[\\s:-])|einmalig\\p{L}{1,2} (?:code|pin|passwort|kennwort)',
  '(?:verificatie|beveiligings|bevestigings|inlog|toegangs|eenmalige?|activerings|controle|verifierings|s(?:ä|a)kerhets|bekr(?:ä|æ|e)ftelses?|eng(?:å|a)ngs|inloggnings|sikkerheds|sikkerhets|verifi[sk]\\p{L}{1,7}s|innloggings|login-?|godkendelses|aktiverings)[- ]?(?:codes?|kode[nr]?|kod(?:en)?|wachtwoord|l(?:ö|o)senord(?:et)?|passord|adgangskode|pin)',
  'eenmalig wachtwoord|(?:vahvistus|kertak(?:ä|a)ytt(?:ö|o)|turva|kirjautumis|aktivointi)(?:koodi|salasana|tunnus)\\p{L}{0,3}',
  // French
  "codes? (?:de |d['’]|à |a |\\u00e0 )?(?:v[ée]rification|s[ée]curit[ée]|confirmation|connexion|validation|authentification|acc[èe]s|activation|identification|usage unique|usage limit[ée])|code (?:secret|temporaire|unique)|mot de passe (?:à|a) usage unique|mot de passe temporaire",
  // Spanish, Portuguese, Italian, Romanian, Catalan
  'c[oó]digos? (?:de |d[ao] |para )?(?:su |tu |un |seu )?(?:verificaci|seguridad|confirmaci|acceso|activaci|inicio de sesi|un solo uso|uso [uú]nico|autenticaci|verifica[cç]|seguran[cç]a|confirma[cç]|acesso|ativa[cç]|autentica[cç]|login|entrada|iniciar|registro|valida|recupera)|c[oó]digo (?:[uú]nico|temporal|tempor[aá]rio)|clave (?:temporal|din[aá]mica|de acceso|de un solo uso|de seguridad|[uú]nica)|contrase(?:ñ|n)a (?:de un solo uso|temporal)|senha (?:tempor[aá]ria|de uso [uú]nico|[uú]nica|descart)',
  "codic[ei] (?:di |d['’]|per l['’]|per la )?(?:verifica|sicurezza|conferma|accesso|attivazione|autenticazione|accedere|convalida|login)|codice (?:monouso|temporaneo|usa e getta|otp|unico)|password (?:monouso|temporanea|usa e getta)",
  'codis? de (?:verificaci|seguretat|confirmaci|acc[eé]s)|cod(?:ul)? (?:t(?:ă|a)u |dvs\\.? )?(?:de )?(?:verificare|securitate|confirmare|acces|activare|autentificare|unic)|parol(?:ă|a) unic(?:ă|a)',
  // Polish, Czech, Slovak, Hungarian, Croatian
  'kod(?:u|em)? (?:weryfikac\\p{L}{1,5}|bezpiecze(?:ń|n)stwa|potwierdz\\p{L}{1,5}|dost(?:ę|e)pu|aktywac\\p{L}{1,5}|jednorazow\\p{L}{1,3}|logowania|autoryzac\\p{L}{1,5}|uwierzyteln\\p{L}{1,6}|sms|do logowania)|jednorazow\\p{L}{1,3} (?:kod|has(?:ł|l)o)|has(?:ł|l)o jednorazowe',
  '(?:ov(?:ě|e)(?:ř|r)ovac|bezpe(?:č|c)nostn|potvrzovac|p(?:ř|r)ihla(?:š|s)ovac|aktiva(?:č|c)n|jednor(?:á|a)zov|overovac|prihlasovac)\\p{L}{1,2} (?:k(?:ó|o)d|heslo)',
  '(?:ellen(?:ő|o)rz(?:ő|o)|meger(?:ő|o)s(?:í|i)t(?:ő|o)|biztons(?:á|a)gi|bel(?:é|e)p(?:é|e)si|egyszer haszn(?:á|a)latos|aktiv(?:á|a)l(?:ó|o)) ?(?:k(?:ó|o)d|jelsz(?:ó|o))\\p{L}{0,3}',
  '(?:verifikacijski|sigurnosni|potvrdni|jednokratni) kod',
  // Turkish
  '(?:do(?:ğ|g)rulama|g(?:ü|u)venlik|onay|giri(?:ş|s)|aktivasyon|tek kullan(?:ı|i)ml(?:ı|i)k) (?:kod\\p{L}{0,5}|(?:ş|s)ifre\\p{L}{0,5}|parola\\p{L}{0,5})',
  // Greek
  'κωδικ\\p{L}{1,3} (?:επαλήθευσης|επιβεβαίωσης|ασφαλείας|μίας χρήσης|πρόσβασης|σύνδεσης|ενεργοποίησης)',
  // Russian, Ukrainian, Bulgarian, Serbian
  'код\\p{L}{0,3} (?:подтверждения|безопасности|доступа|активации|авторизации|верификации|проверки|аутентификации|входа|для (?:входа|подтверждения|авторизации|активации|регистрации|смены|восстановления)|підтвердження|безпеки|доступу|активації|авторизації|верифікації|перевірки|для (?:входу|підтвердження|авторизації|реєстрації)|за (?:потвърждение|вход|достъп|сигурност|верификация))',
  '(?:проверочн|одноразов|перевірочн|контрольн|секретн|временн|тимчасов|еднократ)\\p{L}{1,3} (?:код|пароль|парол)\\p{L}{0,2}',
  // Chinese, Japanese, Korean
  '(?:动态|動態|短信|校验|校驗|验证|驗證|安全|确认|確認|登录|登入|激活|激活|认证|認證|一次性|动态验证|授权)(?:密码|密碼|口令|码|碼|代码|代碼|验证码|驗證碼)',
  '(?:認証|確認|検証|ログイン|セキュリティ|セキュリティー|ワンタイム|アクセス|アクティベーション|本人確認|二段階認証|2段階認証)(?:用)?(?:の)?(?:コード|パスワード|番号|キー|ピン)|パスコード|暗証番号',
  '(?:인증|확인|보안|로그인|일회용|본인 ?확인|접속|활성화) ?(?:번호|코드|비밀번호|암호|패스워드)',
  // Arabic, Persian, Hebrew
  '(?:رمز|كود|رقم|الرمز) ?(?:التحقق|التأكيد|الأمان|الدخول|التفعيل|المرور|المصادقة|تحقق|تأكيد|السري|الخاص بك)|كلمة (?:المرور|مرور|السر) (?:لمرة|صالحة لمرة|المؤقتة)|رمز .{0,20}لمرة واحدة',
  '(?:کد|رمز) ?(?:تایید|تأیید|فعال ?سازی|یکبار ?مصرف|ورود|امنیتی|عبور موقت)|קוד (?:ה?אימות|ה?אישור|ה?כניסה|חד|ה?אבטחה|ה?גישה)|סיסמה חד',
  // Hindi, Thai, Vietnamese, Indonesian, Malay
  'सत्यापन कोड|ओटीपी|वन टाइम|सुरक्षा कोड|รหัส(?:ยืนยัน|ผ่านครั้งเดียว|ความปลอดภัย|\\s?otp|เข้าใช้)|mã (?:xác (?:minh|nhận|thực)|bảo mật|otp|đăng nhập|kích hoạt)|mật khẩu một lần|(?:kode|kod) (?:verifikasi|keamanan|konfirmasi|otp|masuk|pengesahan|keselamatan|aktivasi|sekali)',
];

/** Words that say it only when they stand close. */
const WEAK = [
  '(?<!\\p{L})(?:codes?|pins?|kod(?:e|en|et|u|unuz|em)?|koodi\\p{L}{0,3}|c[oó]digos?|codic[ei]|cod(?:ul)?|k[óo]d(?:ot|od)?|token|clave|senha|tan|passkey)(?!\\p{L})',
  '(?<!\\p{L})\\p{L}{1,20}(?:code|kode|kod|koodi)(?:s|n|en)?(?!\\p{L})',
  '(?<!\\p{L})(?:код|кода|кодом|пароль|κωδικός|κωδικό|קוד|کد|رمز|الرمز|كود|कोड|รหัส)(?!\\p{L})|密码|密碼|代码|代碼|コード|パスワード|코드|비밀번호|인증|验证|驗證|認証',
];

/** Words that make the number after them something else, though some contain `code`. */
const OTHER = [
  '(?:promo\\p{L}{0,8}|ref(?:erence)?|shipment|case|parcel|ticket|order|customer|client|member|partner|affiliate|agent|employee|coupon|discount|voucher|gift(?: ?card)?|referral|invite|rewards?|offer|redemption|zip|post(?:al)?|area|country|dial(?:l?ing)?|error|status|exit|response|return|reason|qr|bar|source|product|item|booking|reservation|tracking|sort|dress|colou?r|hex|swift|bank|branch|tax|currency|language|airport|model|part|unlock fee|http|event|style|department|cost|class|course|building|door|rate|savings|sale)[- ]?codes?',
  '(?<!\\p{L})(?:order|invoice|ticket|customer|client|account|acct|member(?:ship)?|tracking|parcel|shipment|booking|reservation|itinerary|confirmation (?:number|no\\.?|#)|case|request|issue|bug|incident|job|build|release|version|ver|rev|model|serial|sku|item|article|reference|ref|policy|claim|contract|quote|purchase|transaction|payment|receipt|bill|statement|meeting id|webinar id|conference id|room|suite|ste|apt|apartment|unit|floor|gate|flight|seat|train|platform|page|chapter|section|lot|box|po box|zip|postal|phone|telephone|tel|fax|mobile|call|ext|extension|dial|vat|tax|ein|iban|bic|swift|abn|regist(?:ration|ered)(?: no)?|company(?: no)?|license|employee|student|patient|user id|id|port|pull request|pr|commit|line|year|since|copyright|ends? in|ending(?: in)?|ending with|last (?:four|4)(?: digits)?|ref(?:erence)? (?:code|number))(?!\\p{L})',
  '(?:bestell|rechnungs|kunden|auftrags|ticket|vorgangs|sendungs|buchungs|gutschein|rabatt|aktions|artikel|vertrags|fehler|mitglieds|referenz|konto|liefer|reservierungs|kassen|versicherungs)[- ]?(?:nummer|nr\\.?|code|id|zeichen)|(?<!\\p{L})(?:bestellung|rechnung|auftrag|plz|postleitzahl|telefon|tel|fax|bankleitzahl|blz|kundennr|az|aktenzeichen|hrb|ust-?id\\p{L}{0,4}|endet auf|endziffern)(?!\\p{L})',
  "(?<!\\p{L})(?:commande|facture|client|dossier|r[ée]servation|colis|suivi|code postal|code promo\\p{L}{0,8}|code (?:de )?r[ée]duction|bon d['’]achat|t[ée]l[ée]phone|t[ée]l|contrat|siret|siren|r[ée]f[ée]rence|ticket|rcs|pedido|factura|cliente|reserva|env[ií]o|seguimiento|c[oó]digo (?:postal|promocional|de (?:descuento|reserva|seguimiento|cliente|rastre\\p{L}{1,3}|barras|error|producto))|cup[oó]n|descuento|referencia|tel[eé]fono|caso|contrato|expediente|terminada en|fatura|nota fiscal|cep|cupom|desconto|protocolo|telefone|rastre(?:io|amento)|ordine|fattura|prenotazione|spedizione|cap|sconto|codice (?:promo\\p{L}{0,8}|sconto|fiscale|cliente|postale|(?:di )?prenotazione|articolo|avviamento)|riferimento|pratica|telefono|p\\. ?iva|partita iva|comand[ăa]|factur[ăa])(?!\\p{L})",
  '(?<!\\p{L})(?:bestelling|(?:bestel|order|factuur|klant|zendings?|boekings?|referentie|kvk-?)[- ]?nummer|factuur|klantnr|kortingscode|actiecode|postcode|boeking|kvk|ordre\\p{L}{0,6}|faktura\\p{L}{0,6}|faktura|kund\\p{L}{0,3}n(?:umme)?r|postnummer|rabattkod\\p{L}{0,2}|rabatkode|bokning\\p{L}{0,8}|(?:ä|a)rende\\p{L}{0,6}|sp(?:å|a)rnings\\p{L}{1,8}|org\\.? ?nr|tilausnumero|tilaus|lasku\\p{L}{0,6}|postinumero|alennuskoodi)(?!\\p{L})',
  '(?<!\\p{L})(?:zam(?:ó|o)wieni\\p{L}{1,3}|faktur\\p{L}{1,2}|klienta|zg(?:ł|l)oszeni\\p{L}{1,2}|przesy(?:ł|l)k\\p{L}{1,2}|kod(?:u)? (?:pocztow\\p{L}{1,3}|rabatow\\p{L}{1,3}|promocyjn\\p{L}{1,3})|rezerwacj\\p{L}{1,2}|telefon|nip|regon|krs|objedn(?:á|a)vk\\p{L}{1,2}|faktur\\p{L}{1,2}|ps(?:č|c)|rendel(?:é|e)s\\p{L}{0,6}|sz(?:á|a)mla\\p{L}{0,5}|sipari(?:ş|s)\\p{L}{0,6}|m(?:ü|u)(?:ş|s)teri|takip|posta kodu|indirim kodu|kampanya kodu|rezervasyon|telefon|παραγγελία\\p{L}{0,2}|τιμολόγι\\p{L}{1,2}|ταχυδρομικός κώδικας)(?!\\p{L})',
  '(?<!\\p{L})(?:заказ\\p{L}{0,3}|счет\\p{L}{0,2}|счёт\\p{L}{0,2}|клиент\\p{L}{0,2}|трек\\p{L}{0,8}|(?:почтовый )?индекс|промокод\\p{L}{0,2}|купон\\p{L}{0,2}|брон\\p{L}{1,8}|телефон\\p{L}{0,2}|тел|договор\\p{L}{0,2}|заявк\\p{L}{1,2}|обращени\\p{L}{1,2}|инн|замовлення|рахун\\p{L}{1,4}|клієнт\\p{L}{0,2}|індекс|договір|поръчка|фактура)(?!\\p{L})',
  '订单号?|訂單|发票|發票|客户|運單|运单|快递|邮编|郵遞區號|邮政编码|优惠码|優惠碼|折扣码|兑换码|电话|電話|尾号|编号|工单|注文(?:番号)?|請求(?:書)?(?:番号)?|お客様番号|伝票番号|追跡番号|郵便番号|〒|クーポン(?:コード)?|予約番号|予約|会員番号|受付番号|問い?合わ?せ番号|エラーコード|주문 ?(?:번호)?|송장|고객|우편번호|쿠폰|예약|전화|운송장|할인|طلب|الطلب|فاتورة|الفاتورة|عميل|الرمز البريدي|قسيمة|خصم|هاتف|حجز|سفارش|فاکتور|کد ?پستی|کد تخفیف|הזמנה|חשבונית|מיקוד',
];

const join = (patterns: readonly string[]) => patterns.map((pattern) => `(?:${pattern})`).join('|');

/**
 * One expression for all, so that a text is read once: group 1 other, 2 strong, 3 weak. At one place the first wins.
 * For lower-case text: to pass over case itself, the engine would take 50 ms of preparation instead of 15.
 */
export const CODE_WORDS = new RegExp(`(${join(OTHER)})|(${join(STRONG)})|(${join(WEAK)})`, 'gu');

/**
 * A stem that every mail with a code contains, in lower case; what has none is not looked at further. Chosen short
 * and few, since this is asked of every mail.
 */
export const CODE_STEMS =
  /code|koo?d|cod[iu]|c[oó]d |digo|k[óo]d|otp|\bpin\b|passw|2-?fa|factor|tan\b|token|clave|contrase|senha|kennwort|passwor|wachtwoord|senord|passord|passe|salasana|hesl|jelsz|parol|has[lł]o|ifre|код|парол|κωδικ|密|码|碼|コード|パス|番号|번호|코드|암호|رمز|كود|كلمة|کد|קוד|סיסמה|कोड|ओटीपी|รหัส|mã |mật khẩu|verif|login|sign.?in|&#(?:x[0-9a-f]{3}|\d{4})/;

/** Wording around codes: they end soon, and must be kept secret. */
export const EXPIRY =
  /expire|valid (?:for|until)|(?:do not|don't|never) share|ignore this|didn't (?:request|ask)|did not request|minutes?\b|g(?:ü|ue)ltig|l(?:ä|ae)uft .{0,20} ab|teilen sie|valable|valide|expire|ne partagez|v[aá]lid[oa]|caduca|vence|no compart|n[aã]o compart|scade|valido|non condivid|geldig|verloopt|deel (?:deze|dit)|wa[zż]n[ay]|wygasa|giltig|minuter|minutter|ge(?:ç|c)erli|действ|никому|дійсн|нікому|有效|过期|過期|分钟|分鐘|有効|分間|유효|분 (?:동안|이내|안에)|صالح|دقائق|دقيقة|تشارك/iu;
