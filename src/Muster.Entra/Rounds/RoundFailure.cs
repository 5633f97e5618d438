using Muster.Engine.Reading;
using Muster.Entra.Checks;
using Muster.Entra.Http;

namespace Muster.Entra.Rounds;

/// <summary>Words for what ends a round.</summary>
internal static class RoundFailure
{
    /// <summary>An answer other than 200 that no restart heals.</summary>
    public static DirectoryReadException Refused(StreamPlan plan, GraphRoot root, int page, bool initial, GraphAnswer answer, Seeing seeing)
    {
        var where = Where(plan, root, page);
        var said = $"{GraphError.Describe(answer)} ({answer.Reference})";
        return answer.Status switch
        {
            401 => new(
                DirectoryFault.SignInRefused,
                $"{where}: Graph refuses the token, a fresh one too: {said}. Check that --graph-url and --authority belong to one cloud."
            ),
            403 => new(DirectoryFault.PermissionMissing, Missing(plan, where, answer, said, seeing)),
            404 when initial => new(
                DirectoryFault.UnexpectedAnswer,
                $"{where}: there is no such thing at {root}: {said}. Check --graph-url; it ends with the version, as in https://graph.microsoft.com/v1.0."
            ),
            >= 300 and < 400 => new(
                DirectoryFault.UnexpectedAnswer,
                $"{where}: answered {answer.Status}, a redirect to “{Safe.Excerpt(Host(answer.Location), 80)}”. Graph does not redirect, and the token is sent nowhere else. Check --graph-url and any proxy."
            ),
            400 when initial && !plan.More.IsEmpty => new(
                DirectoryFault.UnexpectedAnswer,
                $"{where}: Graph refused the request: {said}. The rules make Muster ask for {plan.More}; check that the tenant has each of them."
            ),
            _ => new(DirectoryFault.UnexpectedAnswer, $"{where}: answered {answer.Status}: {said}."),
        };
    }

    /// <summary>A page that is not what Graph sends.</summary>
    public static DirectoryReadException NotAPage(StreamPlan plan, GraphRoot root, int page, string what, Exception? cause = null) =>
        new(
            DirectoryFault.UnexpectedAnswer,
            $"{Where(plan, root, page)}: {what}. Nothing of this round was kept; run again, and check --graph-url and any proxy if it stays.",
            cause
        );

    /// <summary>Facts are hidden from the application, so what came must not be taken for facts.</summary>
    public static DirectoryReadException Hidden(StreamPlan plan, GraphRoot root, int page, string what) =>
        new(
            DirectoryFault.PermissionMissing,
            $"{Where(plan, root, page)}: {what}. Graph sends bare ids when an application may not read the rest: give it the application permission {plan.Permission} and have an administrator consent. Nothing of this round was kept."
        );

    public static string Where(StreamPlan plan, GraphRoot root, int page) => $"GET {root}/{plan.Path}, page {page}";

    private static string Missing(StreamPlan plan, string where, GraphAnswer answer, string said, Seeing seeing) =>
        GraphError.Read(answer).Is("Authorization_IdentityNotFound")
            ? $"{where}: the application has no service principal in the tenant: {said}. An administrator must consent to it there."
        : seeing.Has(plan.Permission) && plan.Stream == DirectoryStream.Groups && !seeing.HiddenMembers
            ? $"{where}: {plan.Permission} is granted, so a group with hidden membership may be what is refused: {said}. Grant Member.Read.Hidden as an application permission and have an administrator consent."
        : seeing.Has(plan.Permission) && Withheld.Needing(plan.More).FirstOrDefault() is { } property
            ? $"{where}: {plan.Permission} is granted, so {property.Name} may be what is refused: {said}. {Withheld.Advice(property)}"
        : $"{where}: permission {plan.Permission} is missing: {said}. Add it as an application permission and have an administrator consent; a new grant takes a few minutes.";

    private static string Host(string? location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "nowhere";
}
