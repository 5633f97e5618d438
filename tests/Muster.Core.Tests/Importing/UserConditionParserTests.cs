using System.Diagnostics;
using CsCheck;
using Muster.Core.Importing;

namespace Muster.Core.Tests.Importing;

public sealed class UserConditionParserTests
{
    public static TheoryData<string, string> Grammar =>
        new()
        {
            { "department = IT", "department = \"IT\"" },
            { "department=IT", "department = \"IT\"" },
            { "  DEPARTMENT   =   it  ", "department = \"it\"" },
            { "department = \"IT and HR\"", "department = \"IT and HR\"" },
            { "department = 'IT \"and\" HR'", "department = \"IT \"\"and\"\" HR\"" },
            { "department = \"\"", "department = \"\"" },
            { "department = and", "department = \"and\"" },
            { "mail ENDSWITH '@example.org'", "mail endsWith \"@example.org\"" },
            { "jobTitle startswith\"Head\"", "jobTitle startsWith \"Head\"" },
            { "displayName contains o'", "" },
            { "displayName contains \"o'\"", "displayName contains \"o'\"" },
            { "accountEnabled = TRUE", "accountEnabled = true" },
            { "accountEnabled != false", "accountEnabled != false" },
            {
                "userType = Member AND department = \"IT\"and jobTitle=x",
                "userType = \"Member\" and department = \"IT\" and jobTitle = \"x\""
            },
            { "mail = a or mail = b and mail = c", "mail = \"a\" or mail = \"b\" and mail = \"c\"" },
            { "(mail = a or mail = b) and mail = c", "(mail = \"a\" or mail = \"b\") and mail = \"c\"" },
            { "not mail = a and mail = b", "not mail = \"a\" and mail = \"b\"" },
            { "not (mail = a and mail = b)", "not (mail = \"a\" and mail = \"b\")" },
            { "NOT not(mail=a)", "not not mail = \"a\"" },
            { "((((mail = a))))", "mail = \"a\"" },
            { "mail = a and (mail = b and mail = c)", "mail = \"a\" and mail = \"b\" and mail = \"c\"" },
            { "department in (IT, \"HR\",Sales)", "department in (\"IT\", \"HR\", \"Sales\")" },
            { "mail is empty or mail is NOT empty", "mail is empty or mail is not empty" },
            { "employeeHireDate <= today + 3d", "employeeHireDate <= today + 3d" },
            { "employeeHireDate<=today+3D", "employeeHireDate <= today + 3d" },
            { "employeeLeaveDateTime < now", "employeeLeaveDateTime < now" },
            { "createdDateTime > now - 2W", "createdDateTime > now - 2w" },
            { "createdDateTime >= 2026-01-31", "createdDateTime >= 2026-01-31" },
            { "createdDateTime >= \"2026-01-31T08:00:00+02:00\"", "createdDateTime >= 2026-01-31T06:00:00Z" },
            { "createdDateTime > now+0h", "createdDateTime > now" },
            { "extensionAttribute7 = x", "onPremisesExtensionAttributes.extensionAttribute7 = \"x\"" },
            {
                "extension_0123456789abcdef0123456789abcdef_costCentre = 7",
                "extension_0123456789abcdef0123456789abcdef_costCentre = \"7\""
            },
        };

    public static TheoryData<string, int, string> Errors =>
        new()
        {
            { "", 1, "expected a property" },
            { "   ", 4, "expected a property" },
            { "departmant = x", 1, "did you mean department?" },
            { "  hireDate < now", 3, "did you mean employeeHireDate?" },
            { "2 = x", 1, "use one of userPrincipalName" },
            { "department,jobTitle = x", 11, "expected an operator" },
            { "department", 11, "expected an operator after department" },
            { "department IT", 12, "'IT' is not an operator" },
            { "department eq IT", 12, "write = in place of 'eq'" },
            { "department == IT", 12, "write = in place of '=='" },
            { "department = IT && mail = x", 17, "write and in place of '&&'" },
            { "department =", 13, "expected a value" },
            { "department = \"IT", 14, "never closed" },
            { "department = IT HR", 17, "expected 'and', 'or' or the end, found 'HR'" },
            { "department = IT and", 20, "expected a property" },
            { "department = a=b", 15, "found '='" },
            { "department = null", 14, "department is empty" },
            { "department < 3", 12, "department is a text" },
            { "(department = IT", 17, "closes the '(' at character 1" },
            { "department = IT)", 16, "found ')'" },
            { "department in IT", 15, "'('" },
            { "department in (IT", 18, "','" },
            { "department in ()", 16, "a value" },
            { "department is IT", 15, "expected 'empty'" },
            { "accountEnabled = yes", 18, "true or false" },
            { "accountEnabled startsWith true", 16, "accountEnabled is true or false and takes =" },
            { "employeeHireDate = 2026-01-31", 18, "takes <, <=, >, >=" },
            { "employeeHireDate < tomorrow", 20, "2026-01-31" },
            { "employeeHireDate < 2026-02-30", 20, "is not a date" },
            { "employeeHireDate < 2026-02-20T08:00:00", 20, "names no zone" },
            { "employeeHireDate < today + 3", 28, "the unit is h" },
            { "employeeHireDate < today + 3m", 28, "the unit is h" },
            { "employeeHireDate < today + 3dd", 28, "the unit is h" },
            { "employeeHireDate < today +", 27, "a number" },
            { "employeeHireDate < today + 99999999999d", 28, "at most 73000 days" },
            { "extension_1_x = 1", 1, "directory extension" },
        };

    [Theory]
    [MemberData(nameof(Grammar))]
    public void Conditions_are_read_as_the_grammar_says(string text, string expected) =>
        Assert.Equal(expected, UserConditionParser.Parse(text).Condition?.ToString() ?? "");

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_names_the_character_where_it_starts_and_what_would_be_right(string text, int position, string problem)
    {
        var (condition, error) = UserConditionParser.Parse(text);
        Assert.Null(condition);
        Assert.Equal(position, error!.Position + 1);
        Assert.StartsWith($"Condition, character {position}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_caret_stands_below_the_place_in_a_long_text_too()
    {
        var error = UserConditionParser.Parse($"department = \"{new string('x', 300)}\" and\tdepartmant = y").Error!;
        var lines = error.Pointer.Split('\n');
        Assert.StartsWith("…", lines[0], StringComparison.Ordinal);
        Assert.True(lines[0].Length < 80);
        Assert.Equal("departmant = y", lines[0][lines[1].IndexOf('^', StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_written_condition_is_read_back_as_the_same_condition() =>
        Conditions.Any.Sample(it => Assert.Equal(it, UserConditionParser.ParseStored(it.ToString())), iter: 2000);

    [Fact]
    public void Any_text_gives_a_condition_or_an_error_inside_the_text()
    {
        string[] pieces =
        [
            "department",
            "and",
            "or",
            "not",
            "=",
            "!=",
            "<",
            ">=",
            "!",
            "\"",
            "'",
            " ",
            "\t",
            "(",
            ")",
            ",",
            "in",
            "is",
            "empty",
            "accountEnabled",
            "true",
            "startsWith",
            "employeeHireDate",
            "today",
            "now",
            "+",
            "-",
            "3d",
            "2026-01-31",
            "x",
            "\u0000",
            "𝔘",
        ];
        var text = Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]).Array[0, 14].Select(string.Concat), Gen.String);
        text.Sample(
            it =>
            {
                var (condition, error) = UserConditionParser.Parse(it);
                Assert.True(condition is null ^ error is null);
                if (error is not null)
                    Assert.True(error.Position >= 0 && error.Position <= it.Length && error.Pointer.Length > 0);
            },
            iter: 20_000
        );
    }

    [Fact]
    public void Hostile_texts_end_quickly()
    {
        var watch = Stopwatch.StartNew();
        string[] hostile =
        [
            new('(', 4000),
            string.Concat(Enumerable.Repeat("not ", 1000)),
            string.Concat(Enumerable.Repeat("(not ", 800)),
            string.Join(" or ", Enumerable.Repeat("mail=a", 400)),
            $"city in ({string.Join(',', Enumerable.Repeat("a", 1900))})",
            new('x', 5_000_000),
            $"department = \"{new string('"', 3900)}",
            $"{new string('d', 3900)} = x",
        ];
        Assert.All(hostile, text => Assert.NotNull(UserConditionParser.Parse(text).Error));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Bounds_are_met_exactly()
    {
        static UserCondition? Read(string text) => UserConditionParser.Parse(text).Condition;
        var deep = new string('(', UserConditionParser.MaxDepth);
        Assert.NotNull(Read($"{deep}mail=a{deep.Replace('(', ')')}"));
        Assert.Null(Read($"({deep}mail=a{deep.Replace('(', ')')})"));
        Assert.NotNull(Read(string.Join(" or ", Enumerable.Repeat("mail=a", UserConditionParser.MaxValues))));
        Assert.Null(Read(string.Join(" or ", Enumerable.Repeat("mail=a", UserConditionParser.MaxValues + 1))));
        Assert.NotNull(Read("mail=a".PadRight(UserConditionParser.MaxLength)));
        Assert.Null(Read("mail=a".PadRight(UserConditionParser.MaxLength + 1)));
    }
}
