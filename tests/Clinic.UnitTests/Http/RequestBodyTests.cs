using System.Text;
using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class RequestBodyTests
{
    [Fact]
    public void A_right_body_is_read()
    {
        var user = Parse<NewUser>("""{"role":"patient","firstName":"Íñigo","birthDate":"1980-02-29","children":[{"firstName":"Ana"}]}""");

        Assert.Equal("Íñigo", user.FirstName);
        Assert.Equal(new DateOnly(1980, 2, 29), user.BirthDate);
        Assert.Equal("Ana", Assert.Single(user.Children!).FirstName);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{\"firstName\":\"Ana\"")]
    [InlineData("{\"firstName\":\"Ana\"} {}")]
    [InlineData("{\"firstName\":\"Ana\",}")]
    [InlineData("{'firstName':'Ana'}")]
    [InlineData("{firstName:\"Ana\"}")]
    [InlineData("{\"firstName\":\"A\nna\"}")]
    [InlineData("/* hello */ {}")]
    [InlineData("not json")]
    public void What_is_no_JSON_is_the_bodys_fault(string body) => AssertRefused<NewUser>(body, "body", "is not valid JSON (RFC 8259)");

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("\"text\"")]
    [InlineData("42")]
    [InlineData("true")]
    public void Anything_but_an_object_is_the_bodys_fault(string body) => AssertRefused<NewUser>(body, "body", "must be a JSON object");

    [Theory]
    [InlineData("""{"nickname":"Rosi"}""", "nickname")]
    [InlineData("""{"FirstName":"Rosi"}""", "FirstName")]
    [InlineData("""{"fullName":"Rosi"}""", "fullName")]
    [InlineData("""{"passwordHash":"x"}""", "passwordHash")]
    [InlineData("""{"address":{"planet":"Mars"}}""", "address.planet")]
    [InlineData("""{"children":[{"firstName":"Ana"},{"age":7}]}""", "children[1].age")]
    [InlineData("""{"record":{"isOpen":true}}""", "record.isOpen")]
    [InlineData("""{"a.b":1}""", "a.b")]
    [InlineData("""{"[0]":1}""", "[0]")]
    public void An_unknown_member_is_named(string body, string field) => AssertRefused<NewUser>(body, field, "is not a member of this request");

    [Theory]
    [InlineData("""{"":1}""")]
    [InlineData("""{"it's":1}""")]
    [InlineData("""{"$":1}""")]
    [InlineData("""{"a]b":1}""")]
    [InlineData("""{"__proto__":{}}""")]
    public void An_odd_member_is_refused(string body) => Assert.NotEmpty(Refusal<NewUser>(body).Errors);

    [Theory]
    [InlineData("""{"\ud800":1}""", "body")]
    [InlineData("""{"\udc00":1}""", "body")]
    [InlineData("""{"a\ud83d":1}""", "body")]
    [InlineData("""{"\ud83d\ud83d":1}""", "body")]
    [InlineData("""{"\udc00\ud800":{"a":[]}}""", "body")]
    [InlineData("""{"firstName\ud800":"Ana"}""", "body")]
    [InlineData("""{"firstName":"Ana","\ud800":1}""", "body")]
    [InlineData("""{"children":[{"firstName":"Ana"}],"\ud800":1}""", "body")]
    [InlineData("""{"address":{"\ud800":1}}""", "address")]
    [InlineData("""{"address":{"street":"a","\ud800":1}}""", "address")]
    [InlineData("""{"firstName":"Ana","record":{"\ud800":1}}""", "record")]
    [InlineData("""{"children":[{"firstName":"Ana"},{"\ud800":7}]}""", "children[1]")]
    [InlineData("""{"children":[{"firstName":"Ana","\ud800":7}]}""", "children[0]")]
    [InlineData("{\"a\ufffd\":1}", "body")] // as an invalid byte is read
    [InlineData("{\"address\":{\"\ufffd\":1}}", "address")]
    public void A_member_whose_name_is_no_Unicode_is_said_to_be_unreadable(string body, string field) =>
        AssertRefused<NewUser>(body, field, "has a member whose name is unreadable: it is no Unicode text");

    [Theory]
    [InlineData("""{"firstName":"Ana","firstName":"Eva"}""", "firstName")]
    [InlineData("""{"address":{"street":"a","street":"b"}}""", "address.street")]
    [InlineData("""{"children":[{"firstName":"a","firstName":"b"}]}""", "children[0].firstName")]
    public void A_duplicate_member_is_named(string body, string field) => AssertRefused<NewUser>(body, field, "is given more than once");

    [Theory]
    [InlineData("""{"firstName":7}""", "firstName", "must be text")]
    [InlineData("""{"firstName":["Ana"]}""", "firstName", "must be text")]
    [InlineData("""{"firstName":{}}""", "firstName", "must be text")]
    [InlineData("""{"firstName":true}""", "firstName", "must be text")]
    [InlineData("""{"phone":5512345678}""", "phone", "must be text")]
    [InlineData("""{"role":"Admin"}""", "role", "must be one of admin, admin_support, thanatologist, patient")]
    [InlineData("""{"role":0}""", "role", "must be one of admin, admin_support, thanatologist, patient")]
    [InlineData("""{"role":"admin, patient"}""", "role", "must be one of admin, admin_support, thanatologist, patient")]
    [InlineData("""{"birthDate":"22/11/1980"}""", "birthDate", "must be a date such as 2026-11-22")]
    [InlineData("""{"birthDate":"1981-02-29"}""", "birthDate", "must be a date such as 2026-11-22")]
    [InlineData("""{"birthDate":19801122}""", "birthDate", "must be a date such as 2026-11-22")]
    [InlineData("""{"address":"Reforma 1"}""", "address", "must be an object")]
    [InlineData("""{"address":[]}""", "address", "must be an object")]
    [InlineData("""{"address":{"zipCode":6600}}""", "address.zipCode", "must be text")]
    [InlineData("""{"children":{}}""", "children", "must be an array")]
    [InlineData("""{"children":["Ana"]}""", "children[0]", "must be an object")]
    [InlineData("""{"children":[{"firstName":"Ana"},{"birthDate":7}]}""", "children[1].birthDate", "must be a date such as 2026-11-22")]
    [InlineData("""{"record":7}""", "record", "must be an object")]
    public void A_wrong_type_is_named_with_what_it_must_be(string body, string field, string error) => AssertRefused<NewUser>(body, field, error);

    [Theory]
    [InlineData("""{"recoveryFee":"10"}""", "recoveryFee", "must be a number")]
    [InlineData("""{"recoveryFee":1e400}""", "recoveryFee", "must be a number")]
    [InlineData("""{"closeRecord":"yes"}""", "closeRecord", "must be true or false")]
    [InlineData("""{"substitute":1}""", "substitute", "must be true or false")]
    public void A_sessions_wrong_types_are_named(string body, string field, string error) => AssertRefused<NewSession>(body, field, error);

    [Fact]
    public void A_lone_surrogate_is_no_text() => AssertRefused<NewUser>(
        """{"firstName":"\ud83d"}""", "firstName", "must be text in UTF-8, and an escape such as \\ud83d stands with its other half");

    [Fact]
    public void Broken_UTF8_is_refused()
    {
        byte[] body = [.. "{\"firstName\":\""u8, 0xc3, 0x28, .. "\"}"u8];

        Assert.Equal("firstName", Assert.Single(Assert.Throws<InvalidInputException>(() => RequestBody.Parse<NewUser>(body)).Errors).Key);
    }

    [Theory]
    [InlineData("""{"firstName":"Mu\ufffdoz"}""", "firstName")]
    [InlineData("""{"address":{"street":"\ufffd"}}""", "address.street")]
    [InlineData("""{"children":[{"firstName":"Ana"},{"firstName":"Mu\ufffdoz"}]}""", "children[1].firstName")]
    [InlineData("""{"password":"contrase\ufffda"}""", "password")]
    [InlineData("""{"record":{"ekr":"\ufffd"}}""", "record.ekr")]
    public void What_came_in_another_encoding_is_refused_and_named(string body, string field) =>
        AssertRefused<NewUser>(body, field, "holds U+FFFD, which stands for bytes that are not UTF-8: send the text in UTF-8");

    [Fact]
    public void Every_text_is_composed_and_a_password_is_as_it_was_typed()
    {
        var user = Parse<NewUser>("""{"firstName":"Jose\u0301","address":{"street":"Nin\u0303os"},"children":[{"firstName":"Zoe\u0308\u200b"}],"password":"nin\u0303a\u200b"}""");

        Assert.Equal(("José", "Niños", "Zoë"), (user.FirstName, user.Address!.Street, user.Children![0].FirstName));
        Assert.Equal("nin\u0303a\u200b", user.Password);
        Assert.Equal(["José"], Parse<Core.ApiKeys.NewApiKey>("""{"scopes":["Jose\u0301"]}""").Scopes!);
    }

    [Fact]
    public void A_patchs_text_is_composed_and_what_stood_there_is_not_touched()
    {
        var merged = RequestBody.Merge(
            new UserEdit { FirstName = "Mu\ufffdoz", Address = new Address("Nin\u0303os", "7"), Title = "Dra." }, """{"title":null,"secondLastName":"Pen\u0303a","address":{"number":"8"}}"""u8.ToArray());

        Assert.Equal(("Mu\ufffdoz", "Peña", null, new Address("Nin\u0303os", "8")), (merged.FirstName, merged.SecondLastName, merged.Title, merged.Address));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.00e5", "0")]
    [InlineData("0e999999999999", "0")]
    [InlineData("1e2", "100")]
    [InlineData("1E+2", "100")]
    [InlineData("15050e-2", "150.5")]
    [InlineData("1.50", "1.5")]
    [InlineData("0.000001e8", "100")]
    [InlineData("100.0000000000000000000000000000000000000000", "100")]
    [InlineData("-1", "-1")]
    [InlineData("0.001", "0.001")]
    [InlineData("1e-28", "0.0000000000000000000000000001")]
    public void A_number_is_what_was_written(string written, string value) =>
        Assert.Equal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Parse<NewSession>($$"""{"recoveryFee":{{written}}}""").RecoveryFee);

    [Theory]
    [InlineData("0.1e-400", "must be a number of at most 28 decimals")]
    [InlineData("1e-29", "must be a number of at most 28 decimals")]
    [InlineData("1e-99999999999999999999", "must be a number of at most 28 decimals")]
    [InlineData("150.0000000000000000000000000000000001", "must be a number of at most 28 decimals")]
    [InlineData("1E400", "must be a number")]
    [InlineData("-1e29", "must be a number")]
    [InlineData("1e99999999999999999999", "must be a number")]
    public void A_number_that_would_be_rounded_is_refused(string written, string error) =>
        AssertRefused<NewSession>($$"""{"recoveryFee":{{written}}}""", "recoveryFee", error);

    [Theory]
    [InlineData("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("2027-01-01t00:00:00z", "2027-01-01T00:00:00Z")]
    [InlineData("2027-01-01T00:00:00.123456789+05:30", "2026-12-31T18:30:00.1234567Z")]
    [InlineData("2026-12-31T18:00:00-06:00", "2027-01-01T00:00:00Z")]
    [InlineData("2027-01-01T00:00:00-00:00", "2027-01-01T00:00:00Z")]
    [InlineData("2027-01-01T00:00:00+23:59", "2026-12-31T00:01:00Z")]
    [InlineData("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z")]
    [InlineData("2026-12-31T17:59:60.5-06:00", "2027-01-01T00:00:00.5Z")]
    public void A_time_is_RFC_3339(string written, string time) => Assert.Equal(
        DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), Parse<Core.ApiKeys.NewApiKey>($$"""{"expiresAt":"{{written}}"}""").ExpiresAt);

    [Theory]
    [InlineData("2027-01-01")]
    [InlineData("2027-01-01T00:00:00")]
    [InlineData("2027-01-01T00:00Z")]
    [InlineData("2027-01-01 00:00:00Z")]
    [InlineData("2027-01-01T24:00:00Z")]
    [InlineData("2027-01-01T23:59:60Z")]
    [InlineData("2027-02-29T00:00:00Z")]
    [InlineData("2027-01-01T00:00:61Z")]
    [InlineData("2027-01-01T00:60:00Z")]
    [InlineData("2027-01-01T00:00:00.Z")]
    [InlineData("2027-01-01T00:00:00,5Z")]
    [InlineData("2027-01-01T00:00:00+0530")]
    [InlineData("2027-01-01T00:00:00+24:00")]
    [InlineData("2027-01-01T00:00:00+05")]
    [InlineData("12027-01-01T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("2027-01-01T00:00:00Z ")]
    [InlineData("２０２７-01-01T00:00:00Z")]
    [InlineData("2027-W01-1T00:00:00Z")]
    [InlineData("Fri, 01 Jan 2027 00:00:00 GMT")]
    public void What_is_no_time_of_RFC_3339_is_refused(string written) =>
        AssertRefused<Core.ApiKeys.NewApiKey>($$"""{"expiresAt":"{{written}}"}""", "expiresAt", "must be a time such as 2026-11-22T18:30:00Z");

    [Fact]
    public void A_byte_order_mark_is_not_JSON()
    {
        byte[] body = [0xef, 0xbb, 0xbf, .. "{}"u8];

        Assert.NotEmpty(Assert.Throws<InvalidInputException>(() => RequestBody.Parse<NewUser>(body)).Errors);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Deep_nesting_is_refused_and_not_followed(int depth)
    {
        var body = "{\"address\":" + new string('[', depth) + new string(']', depth) + "}";

        Assert.NotEmpty(Refusal<NewUser>(body).Errors);
    }

    [Fact]
    public void Escapes_and_accents_are_the_same_text() =>
        Assert.Equal("Muñoz", Parse<LoginRequest>("""{"email":"Mu\u00f1oz"}""").Email);

    [Fact]
    public void A_refusal_repeats_nothing_that_was_sent_as_a_value()
    {
        var refusal = Refusal<LoginRequest>("""{"password":["my secret"]}""");

        Assert.DoesNotContain("secret", string.Join(' ', refusal.Errors.SelectMany(error => error.Value).Select(fault => fault.Text)) + refusal.Message, StringComparison.Ordinal);
    }

    private static T Parse<T>(string body) where T : class => RequestBody.Parse<T>(Encoding.UTF8.GetBytes(body));

    private static InvalidInputException Refusal<T>(string body) where T : class => Assert.Throws<InvalidInputException>(() => Parse<T>(body));

    private static void AssertRefused<T>(string body, string field, string error) where T : class
    {
        var (name, faults) = Assert.Single(Refusal<T>(body).Errors);
        Assert.Equal(field, name);
        Assert.Equal(error, Assert.Single(faults).Text.English);
    }

    [Theory]
    [InlineData("{\"a'][\":1}")]
    [InlineData("{\"']['\":1}")]
    [InlineData("{\"['']\":1}")]
    [InlineData("{\"\":1}")]
    [InlineData("{\"$\":1}")]
    [InlineData("{\"a.b[0]\":1}")]
    [InlineData("{\"address\":{\"['']\":1}}")]
    public void A_member_with_an_odd_name_is_refused_like_any_other(string body)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => RequestBody.Parse<NewUser>(Encoding.UTF8.GetBytes(body)));

        Assert.Equal(FieldCode.UnknownMember, Assert.Single(Assert.Single(refusal.Errors).Value).Code);
    }
}
