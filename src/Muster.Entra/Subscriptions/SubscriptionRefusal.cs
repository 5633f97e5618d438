using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Entra.Http;

namespace Muster.Entra.Subscriptions;

/// <summary>Words for what Graph says to a subscription that it will not have.</summary>
internal static class SubscriptionRefusal
{
    public static SubscriptionAnswer Of(GraphAnswer answer, string where, DirectoryStream? stream)
    {
        var words = Words(answer, where);
        return answer.Status switch
        {
            403 when IsLimit(answer) => new SubscriptionAnswer.Refused(
                DirectoryFault.Unavailable,
                $"{words} The tenant or the application has no room for another subscription; end one that is not needed."
            ),
            403 => new SubscriptionAnswer.Refused(DirectoryFault.PermissionMissing, $"{words} {Needs(stream)}"),
            400 when IsValidation(answer) => new SubscriptionAnswer.Refused(
                DirectoryFault.Unreachable,
                $"{words} The directory called the public address and did not get its token back: check that the address leads to this server from outside, with a certificate that everybody trusts."
            ),
            _ => new SubscriptionAnswer.Refused(Fault(answer), words),
        };
    }

    public static DirectoryReadException Exception(GraphAnswer answer, string where) => new(Fault(answer), Words(answer, where));

    public static string Words(GraphAnswer answer, string where) =>
        $"{where}: answered {answer.Status}: {GraphError.Describe(answer)} ({answer.Reference}).";

    private static DirectoryFault Fault(GraphAnswer answer) =>
        answer.Status switch
        {
            401 => DirectoryFault.SignInRefused,
            403 => DirectoryFault.PermissionMissing,
            _ => DirectoryFault.UnexpectedAnswer,
        };

    private static string Needs(DirectoryStream? stream) =>
        stream switch
        {
            DirectoryStream.Users => "Notifications about users need the application permission User.Read.All.",
            DirectoryStream.Groups =>
                "Notifications about groups need the application permission Group.Read.All, which also opens what is written in groups. Without it groups are read on schedule alone.",
            _ => "The application permission that it was made with seems to be gone.",
        };

    private static bool IsLimit(GraphAnswer answer)
    {
        var error = GraphError.Read(answer);
        return error.Message.Contains("limit", StringComparison.OrdinalIgnoreCase)
            || error.Message.Contains("quota", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsValidation(GraphAnswer answer)
    {
        var error = GraphError.Read(answer);
        return error.Is("ValidationError") || error.Message.Contains("validation", StringComparison.OrdinalIgnoreCase);
    }
}
