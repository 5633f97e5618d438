using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Core.Tests.Importing;

public sealed class UserConditionParserTests
{
    public static TheoryData<string, string> Grammar =>
        new()
        {
            { "department = IT", "Department Equals IT" },
            { "department=IT", "Department Equals IT" },
            { "  department   =   IT  ", "Department Equals IT" },
            { "DEPARTMENT = it", "Department Equals it" },
            { "department = \"IT and HR\"", "Department Equals IT and HR" },
            { "department = 'IT \"and\" HR'", "Department Equals IT \"and\" HR" },
            { "department = \"\"", "Department Equals " },
            { "department = and", "Department Equals and" },
            { "department != IT", "Department NotEquals IT" },
            { "userPrincipalName endsWith @example.org", "UserPrincipalName EndsWith @example.org" },
            { "mail ENDSWITH '@example.org'", "Mail EndsWith @example.org" },
            { "jobTitle startswith\"Head\"", "JobTitle StartsWith Head" },
            { "accountEnabled = TRUE", "AccountEnabled Equals true" },
            { "accountEnabled != false", "AccountEnabled NotEquals false" },
            {
                "userType = Member AND department = \"IT\"and jobTitle=x",
                "UserType Equals Member; Department Equals IT; JobTitle Equals x"
            },
        };

    public static TheoryData<string, int> Errors =>
        new()
        {
            { "", 1 },
            { "   ", 4 },
            { "office = x", 1 },
            { "  office = x", 3 },
            { "department", 11 },
            { "department IT", 12 },
            { "department =", 13 },
            { "department = ", 14 },
            { "department = \"IT", 14 },
            { "department = 'IT\"", 14 },
            { "department = IT HR", 17 },
            { "department = IT or mail = x", 17 },
            { "department = IT and", 20 },
            { "department = IT and and", 21 },
            { "department == IT", 13 },
            { "department = a=b", 15 },
            { "accountEnabled = yes", 18 },
            { "accountEnabled startsWith true", 27 },
            { "2 = x", 1 },
            { "-1 = x", 1 },
            { "+2 = x", 1 },
            { "department,jobTitle = x", 1 },
        };

    [Theory]
    [MemberData(nameof(Grammar))]
    public void Conditions_are_read_as_the_grammar_says(string text, string expected)
    {
        var (conditions, error) = UserConditionParser.Parse(text);
        Assert.Null(error);
        Assert.Equal(expected, string.Join("; ", conditions.Select(it => $"{it.Property} {it.Comparison} {it.Value}")));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_names_the_character_where_it_starts(string text, int position)
    {
        var (conditions, error) = UserConditionParser.Parse(text);
        Assert.Empty(conditions);
        Assert.StartsWith($"Condition, character {position}:", error, StringComparison.Ordinal);
        Assert.EndsWith(text, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_gives_conditions_or_an_error()
    {
        string[] pieces =
        [
            "department",
            "and",
            "=",
            "!=",
            "!",
            "\"",
            "'",
            " ",
            "\t",
            "accountEnabled",
            "true",
            "startsWith",
            "x",
            "1",
            "-1",
            ",",
        ];
        var text = Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]).Array[0, 14].Select(string.Concat), Gen.String);
        text.Sample(
            it =>
            {
                var (conditions, error) = UserConditionParser.Parse(it);
                Assert.Equal(error is null, conditions.Count > 0);
                Assert.All(
                    conditions,
                    condition => Assert.True(Enum.IsDefined(condition.Property) && Enum.IsDefined(condition.Comparison))
                );
            },
            iter: 20_000
        );
    }

    [Fact]
    public void Conditions_written_out_are_read_back()
    {
        UserProperty[] properties = [.. Enum.GetValues<UserProperty>().Where(property => property != UserProperty.AccountEnabled)];
        var condition = Gen.Select(
            Gen.Int[0, properties.Length - 1],
            Gen.Int[0, 3],
            Gen.String,
            (property, comparison, value) =>
                new UserCondition(properties[property], (Comparison)comparison, value.Replace("\"", "", StringComparison.Ordinal))
        );
        condition
            .Array[1, 4]
            .Sample(
                it =>
                {
                    var words = new[] { "=", "!=", "startsWith", "endsWith" };
                    var text = string.Join(" and ", it.Select(one => $"{one.Property} {words[(int)one.Comparison]} \"{one.Value}\""));
                    Assert.Equal(it, UserConditionParser.Parse(text).Conditions);
                },
                iter: 2000
            );
    }

    [Theory]
    [InlineData("department = it", true)]
    [InlineData("department != IT", false)]
    [InlineData("department startsWith i", true)]
    [InlineData("department endsWith T", true)]
    [InlineData("department endsWith x", false)]
    [InlineData("mail = x", false)]
    [InlineData("mail != x", true)]
    [InlineData("mail startsWith \"\"", false)]
    [InlineData("mail = \"\"", false)]
    [InlineData("accountEnabled = true", true)]
    [InlineData("accountEnabled = false", false)]
    [InlineData("userType = guest", true)]
    [InlineData("jobTitle = Head", true)]
    [InlineData("userPrincipalName endsWith @EXAMPLE.org", true)]
    public void Conditions_compare_without_case_and_a_missing_property_equals_nothing(string text, bool met)
    {
        var facts = new UserFacts
        {
            Department = "IT",
            AccountEnabled = true,
            UserType = "Guest",
            JobTitle = "Head",
            UserPrincipalName = "ada@example.org",
        };
        Assert.Equal(met, Assert.Single(UserConditionParser.Parse(text).Conditions).IsMetBy(facts));
    }
}
