using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Reporting;

namespace Muster.Core.Importing;

/// <summary>People whose mail address is missing or shared. They are imported all the same; what relies on addresses would not reach them.</summary>
public static class MailProblems
{
    private const int Named = 3;

    /// <summary>One problem for each cause, with its count and the first few names.</summary>
    public static IReadOnlyList<PlanProblem> Of(IEnumerable<DirectoryUser> users)
    {
        var without = new List<string>();
        var byMail = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var user in users)
            if (string.IsNullOrWhiteSpace(user.Facts.Mail))
                without.Add(Name(user));
            else if (byMail.TryGetValue(user.Facts.Mail, out var sharing))
                sharing.Add(Name(user));
            else
                byMail.Add(user.Facts.Mail, [Name(user)]);
        var problems = new List<PlanProblem>();
        if (without.Count > 0)
            problems.Add(
                new PlanProblem(
                    "noMail",
                    "users",
                    $"{CountWords.People(without.Count)} {(without.Count == 1 ? "has" : "have")} no mail address in the directory: {First(without)}. They are imported; give them an address there."
                )
            );
        var shared = byMail.Where(mail => mail.Value.Count > 1).OrderBy(mail => mail.Key, StringComparer.OrdinalIgnoreCase).ToList();
        if (shared.Count > 0)
            problems.Add(
                new PlanProblem(
                    "sameMail",
                    "users",
                    $"{shared.Count} mail {(shared.Count == 1 ? "address is" : "addresses are")} used by several people: {First([.. shared.Select(mail => $"{mail.Key} ({First(mail.Value)})")])}. They are imported as different people; correct the addresses in the directory."
                )
            );
        return problems;
    }

    private static string First(List<string> names)
    {
        var first = string.Join(", ", names.Order(StringComparer.Ordinal).Take(Named));
        return names.Count <= Named ? first : $"{first} and {names.Count - Named} more";
    }

    private static string Name(DirectoryUser user) => user.Facts.UserPrincipalName ?? user.Id.ToString();
}
