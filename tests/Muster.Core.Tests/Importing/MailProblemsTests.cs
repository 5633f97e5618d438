using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Core.Tests.Importing;

public sealed class MailProblemsTests
{
    [Fact]
    public void Missing_and_shared_addresses_are_one_problem_each_with_count_and_first_names()
    {
        var problems = MailProblems.Of([
            Person("a", null),
            Person("b", " "),
            Person("c", null),
            Person("d", null),
            Person("e", "x@y.z"),
            Person("f", "X@Y.z"),
            Person("g", "own@y.z"),
        ]);
        Assert.Equal(["noMail", "sameMail"], problems.Select(problem => problem.Code));
        Assert.StartsWith(
            "4 people have no mail address in the directory: a, b, c and 1 more.",
            problems[0].Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith("1 mail address is used by several people: x@y.z (e, f).", problems[1].Message, StringComparison.Ordinal);
        Assert.Empty(MailProblems.Of([Person("g", "own@y.z")]));
    }

    private static DirectoryUser Person(string name, string? mail) =>
        new(1, default, ObjectPresence.Present, new UserFacts { UserPrincipalName = name, Mail = mail });
}
