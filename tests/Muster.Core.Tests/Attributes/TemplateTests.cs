using CsCheck;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Tests.Attributes;

public sealed class TemplateTests
{
    private static readonly DirectoryUser Ada = new(
        1,
        new ObjectId(Guid.Parse("6e7b768e-0000-0000-0000-000000000001")),
        ObjectPresence.Present,
        new UserFacts
        {
            GivenName = "Ada",
            Surname = "Lovelace",
            UserPrincipalName = "ada@contoso.example",
            Department = "  ",
            JobTitle = "{surname}",
        }
    );

    [Theory]
    [InlineData("{givenName} {surname}", "Ada Lovelace")]
    [InlineData("{ SURNAME }, {givenname}", "Lovelace, Ada")]
    [InlineData("{mail|userPrincipalName}", "ada@contoso.example")]
    [InlineData("{mail | department | 'nobody'}", "nobody")]
    [InlineData("always this", "always this")]
    [InlineData("{{7*7}}", "{{7*7}}")]
    [InlineData("{{givenName}} is {givenName}", "{{givenName}} is Ada")]
    [InlineData("50 % } {'{'}", "50 % } {")]
    [InlineData("{jobTitle}", "{surname}")]
    public void Places_are_filled_and_nothing_else_happens(string template, string filled) =>
        Assert.Equal(filled, Template.Parse(template).Fill(Ada).Text);

    [Fact]
    public void Parts_that_are_missing_are_named()
    {
        var filled = Template.Parse("{givenName} {mail|department} {employeeId}").Fill(Ada);
        Assert.Equal(["mail or department", "employeeId"], filled.Missing);
    }

    [Theory]
    [InlineData("{surnam}", "character 2: 'surnam' is not a property; did you mean surname?")]
    [InlineData("Hello {nothingLikeIt}", "character 8: 'nothingLikeIt' is not a property; use one of userPrincipalName, displayName, ")]
    [InlineData("{givenName", "character 1: the '{' at character 1 is never closed")]
    [InlineData("{givenName surname}", "character 12: expected '|' or '}', found 's'")]
    [InlineData("{mail|}", "character 7: expected a property or a constant in quotes, found '}'")]
    [InlineData("{mail|'none}", "character 7: the quote ' is never closed")]
    [InlineData("{{never", "character 1: '{{' begins text that is taken as it is, but no '}}' ends it")]
    [InlineData("{7*7}", "character 2: '7' is not a property")]
    public void What_is_wrong_is_said_with_its_place(string template, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Template.Parse(template)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_text_is_a_template_or_is_refused_in_words() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["{}|' .abgivenName"], 0, 20])
            .Sample(text =>
            {
                try
                {
                    var filled = Template.Parse(text).Fill(Ada);
                    Assert.True(text.Contains('{', StringComparison.Ordinal) || filled.Text == text);
                }
                catch (FormatException fault)
                {
                    Assert.StartsWith("character ", fault.Message, StringComparison.Ordinal);
                }
            });

    [Fact]
    public void A_setting_with_an_unknown_field_names_attribute_value_and_what_was_probably_meant()
    {
        var error = Assert.Throws<SettingException>(() =>
            Settings.OfConnection.Find("userAttributes").Apply(ConnectionPolicies.Default, "mail={mail}\nDisplayname={givenName} {surnam}")
        );
        Assert.Equal(
            "userAttributes: displayName is '{givenName} {surnam}', character 14: 'surnam' is not a property; did you mean surname?.",
            error.Message
        );
    }

    [Theory]
    [InlineData("{\"a b\":\"x\"}", "userAttributes: 'a b' is not the name of an attribute")]
    [InlineData("id={mail}", "userAttributes: 'id' is not the name of an attribute")]
    [InlineData("site=Oslo\nsite=Bergen", "userAttributes: site stands there 2 times")]
    [InlineData("[1]", "userAttributes: it takes lines name=value")]
    [InlineData("{\"site\":7}", "userAttributes: it takes lines name=value")]
    public void Bad_mappings_are_refused_in_words(string value, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<SettingException>(() => Settings.OfConnection.Find("userAttributes").Apply(ConnectionPolicies.Default, value))
                .Message,
            StringComparison.Ordinal
        );
}
