using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Server.Ui;

namespace Muster.Server.Wording;

/// <summary>What of the directory was not read, in words.</summary>
internal static class UnreadWords
{
    /// <summary>One part of it, with what is known of it.</summary>
    public static string Of(Texts T, UnreadStream unread)
    {
        var known = unread.Known is { } count
            ? T["as of the read before, {0}", Ui.Words.Number(T, count)]
            : T["never read to the end so far"];
        return unread.Stream == DirectoryStream.Users ? T["Users: {0}", known] : T["Groups with their members and owners: {0}", known];
    }

    /// <summary>Said in place of that of plans of before it was noted.</summary>
    public static string NotNoted(Texts T) => T["What was not read was not noted when this plan was made."];
}
