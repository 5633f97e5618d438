using System.Text;
using Muster.Entra.Checks;

namespace Muster.Entra.Tests;

public sealed class AnswerTextTests
{
    private const string Token = "eyJ.this.token";

    private static string Of(string body) => AnswerText.Of(Encoding.UTF8.GetBytes(body), Token);

    [Theory]
    [InlineData("""{"access_token":"abc","error":{"innerError":{"clientSecret":"abc","passwordProfile":{"password":"abc"}}}}""")]
    [InlineData("""{"value":[{"keyCredentials":"abc"},{"Authorization":"Bearer abc"},{"assertion":["abc"]}]}""")]
    public void A_value_that_by_its_name_is_a_secret_is_not_shown(string body) =>
        Assert.DoesNotContain("abc", Of(body), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"message":"eyJ.this.token was refused"}""")]
    [InlineData("no JSON, but eyJ.this.token")]
    public void The_access_token_is_not_shown_wherever_it_stands(string body) =>
        Assert.DoesNotContain(Token, Of(body), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_secret_is_shown_as_it_is_and_cut_where_it_is_long()
    {
        Assert.Contains("\"displayName\": \"Ölaf\"", Of("""{"displayName":"Ölaf"}"""), StringComparison.Ordinal);
        Assert.EndsWith("…", Of($$"""{"a":"{{new string('x', AnswerText.Most)}}"}"""), StringComparison.Ordinal);
    }
}
