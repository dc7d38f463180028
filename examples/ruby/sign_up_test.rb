# A test in Ruby with what comes with it. RESTANTE_URL, SMTP_HOST and SMTP_PORT say where the server is.
require 'json'
require 'minitest/autorun'
require 'net/http'
require 'net/smtp'

class SignUpTest < Minitest::Test
  # Asks Restante; a refusal fails the test with Restante's own words.
  def restante(method, path, body: nil, **params)
    uri = URI(ENV.fetch('RESTANTE_URL', 'http://127.0.0.1:8025/') + path)
    uri.query = URI.encode_www_form(params) unless params.empty?
    request = Net::HTTP.const_get(method.capitalize).new(uri)
    request['Authorization'] = "Bearer #{@inbox['token']}" if @inbox
    if body
      request['Content-Type'] = 'application/json'
      request.body = body.to_json
    end
    answer = Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }
    flunk "#{method} #{path}: #{answer.code} #{answer.body}" unless answer.is_a?(Net::HTTPSuccess)
    answer.body.to_s.empty? ? nil : JSON.parse(answer.body)
  end

  # In the place of the application that is tested: it sends a mail by SMTP.
  def sign_up(address)
    mail = "From: shop@shop.example\r\nTo: #{address}\r\nSubject: Welcome, Ann\r\n\r\n" \
           "Your verification code is 482913.\r\n"
    smtp = Net::SMTP.new(ENV.fetch('SMTP_HOST', '127.0.0.1'), ENV.fetch('SMTP_PORT', '1025').to_i)
    smtp.disable_starttls
    smtp.start { smtp.send_message(mail, 'shop@shop.example', address) }
  end

  def setup
    @inbox = restante(:post, 'api/inboxes') # an address, and a token that sees nothing else
  end

  def teardown
    restante(:delete, "api/inboxes/#{@inbox['id']}")
  end

  def test_signing_up_sends_a_code
    sign_up(@inbox['address'])
    mail = restante(:get, 'api/messages/wait', subject: 'Welcome', timeout: '10s')['messages'].first
    assert_equal '482913', mail['code']

    expect = { subject: { matches: '^Welcome' }, text: 'verification' }
    verdict = restante(:post, 'api/messages/assert', body: { expect: expect })
    assert verdict['pass'], JSON.pretty_generate(verdict['checks'])
  end
end
