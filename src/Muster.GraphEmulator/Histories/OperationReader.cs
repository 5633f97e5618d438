using System.Text.Json;

namespace Muster.GraphEmulator.Histories;

/// <summary>Reads one operation of <c>muster-directory-history/1</c>.</summary>
internal static class OperationReader
{
    public static DirectoryOperation Read(JsonLines lines, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw lines.Fault("an operation is not a JSON object; expected an object with \"op\"");
        }

        var kind = new JsonRecord(lines, element, "an operation").Text("op");
        var op = new JsonRecord(lines, element, kind);
        return kind switch
        {
            "user.add" => ReadUserAdd(op),
            "user.update" => new DirectoryOperation.UserUpdate(op.Id("id"), ReadUserChanges(lines, op)),
            "user.disable" => new DirectoryOperation.UserUpdate(op.Id("id"), Disabled()),
            "user.delete" => new DirectoryOperation.UserDelete(op.Id("id")),
            "group.add" => ReadGroupAdd(op),
            "group.rename" => new DirectoryOperation.GroupUpdate(op.Id("id"), Property("displayName", op.Text("displayName"))),
            "group.update" => new DirectoryOperation.GroupUpdate(op.Id("id"), Property("description", op.TextOrNull("description"))),
            "group.delete" => new DirectoryOperation.GroupDelete(op.Id("id")),
            "member.add" => new DirectoryOperation.MemberAdd(op.Id("group"), op.Id("member"), ReadKind(op)),
            "member.remove" => new DirectoryOperation.MemberRemove(op.Id("group"), op.Id("member"), ReadKind(op)),
            "owner.add" => new DirectoryOperation.OwnerAdd(op.Id("group"), ReadOwner(op)),
            "owner.remove" => new DirectoryOperation.OwnerRemove(op.Id("group"), ReadOwner(op)),
            _ => throw op.Wrong(
                "op",
                "user.add, user.update, user.disable, user.delete, group.add, group.rename, group.update, group.delete, "
                    + "member.add, member.remove, owner.add or owner.remove"
            ),
        };
    }

    /// <summary>Checks the user properties that <paramref name="user"/> has.</summary>
    public static void CheckUser(JsonRecord user)
    {
        if (user.Has("displayName"))
        {
            user.Text("displayName");
        }

        if (user.Has("userPrincipalName"))
        {
            user.Text("userPrincipalName");
        }

        if (user.Has("mail"))
        {
            user.TextOrNull("mail");
        }

        if (user.Has("userType") && user.Text("userType") is not ("Member" or "Guest"))
        {
            throw user.Wrong("userType", "\"Member\" or \"Guest\"");
        }

        if (user.Has("accountEnabled"))
        {
            user.Flag("accountEnabled");
        }
    }

    private static DirectoryOperation.UserAdd ReadUserAdd(JsonRecord op)
    {
        op.Require("displayName", "userPrincipalName", "mail", "userType", "accountEnabled");
        CheckUser(op);
        return new(op.Id("id"), op.Properties("op", "id"));
    }

    private static Dictionary<string, object?> ReadUserChanges(JsonLines lines, JsonRecord op)
    {
        CheckUser(op);
        var changes = op.Properties("op", "id");
        return changes.Count > 0 ? changes : throw lines.Fault("user.update changes nothing; expected at least one changed field");
    }

    private static DirectoryOperation.GroupAdd ReadGroupAdd(JsonRecord op)
    {
        op.Text("displayName");
        op.TextOrNull("mail");
        op.TextOrNull("description");
        return new(op.Id("id"), op.Properties("op", "id"));
    }

    private static Guid ReadOwner(JsonRecord op) =>
        ReadKind(op) == MemberKind.User ? op.Id("member") : throw op.Wrong("memberType", "\"user\", for only users own groups");

    private static MemberKind ReadKind(JsonRecord op) =>
        op.Text("memberType") switch
        {
            "user" => MemberKind.User,
            "group" => MemberKind.Group,
            _ => throw op.Wrong("memberType", "\"user\" or \"group\""),
        };

    private static Dictionary<string, object?> Disabled() => Property("accountEnabled", false);

    private static Dictionary<string, object?> Property(string name, object? value) => new(StringComparer.Ordinal) { [name] = value };
}
