using Muster.Engine.Inbox;
using Muster.Server.Checking;

namespace Muster.Server.Tests;

/// <summary>Which problems can be followed from the directory to here on the spot.</summary>
public sealed class CheckSubjectTests
{
    private static readonly DateTimeOffset Then = new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("drift", "IT & Support", 1, "/check?group=IT%20%26%20Support")]
    [InlineData("unmatched", "ada@home", 1, "/check?group=ada%40home")]
    [InlineData("rehired", "ada@contoso.com", 1, "/check?user=ada%40contoso.com")]
    [InlineData("adoptionAmbiguous", "ada@contoso.com", 1, "/check?user=ada%40contoso.com")]
    [InlineData("adoptionAmbiguous", "ada@contoso.com, bob@contoso.com", 2, null)]
    [InlineData("adoptionAmbiguous", "E-4711", 1, null)]
    [InlineData("attributeMissing", "displayName", 1, null)]
    [InlineData("protectedUnknown", "nobody@contoso.com", 1, null)]
    [InlineData("held", "run 7 (sync)", 1, null)]
    [InlineData("readFailed", "directory", 1, null)]
    public void A_problem_about_one_group_or_person_is_checked_and_no_other(string code, string subject, int count, string? address) =>
        Assert.Equal(address, CheckSubject.Of(Problem(code, subject, count))?.Address);

    [Fact]
    public void What_is_gone_is_not_checked() => Assert.Null(CheckSubject.Of(Problem("drift", "Team", 1) with { ResolvedAt = Then }));

    private static InboxProblem Problem(string code, string subject, int count) =>
        new()
        {
            Id = 1,
            Connection = 1,
            Code = code,
            Subject = subject,
            Count = count,
            Effect = "",
            Fix = "",
            FirstSeen = Then,
            Since = Then,
            LastSeen = Then,
            LastRun = 1,
        };
}
