using System.Text;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Entra.Checks;
using Muster.Entra.Http;
using Muster.Entra.Pages;
using Muster.Entra.Rounds;
using Muster.Entra.SigningIn;
using Muster.Entra.Ways;

namespace Muster.Testing.Fuzzing;

/// <summary>Every parser that is fed by the directory or the login host.</summary>
public static class FuzzTargets
{
    private const int Steps = 3;
    private static readonly GraphRoot Root = new(new Uri("https://graph.example.test/v1.0"));

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Of("users", FuzzWords.Page, Users, FuzzWords.Users),
        Of("groups", FuzzWords.Page, Groups, FuzzWords.Groups),
        Of("members", FuzzWords.Page, Members, FuzzWords.Members),
        Of("batch", ["\"responses\"", "\"id\"", "\"status\"", "\"headers\"", "\"body\"", "\"0\"", "\"1\"", "200"], Batch, FuzzWords.Batch),
        Of(
            "error",
            ["\"error\"", "\"code\"", "\"message\"", "\"innerError\"", "\"innererror\"", "\"syncStateNotFound\""],
            Error,
            FuzzWords.Error
        ),
        Of("claims", ["\"tid\"", "\"roles\"", "\"Member.Read.Hidden\""], Claims, FuzzWords.Claims),
        Of("count", ["17", "0", "-1", "1e3", "9223372036854775808"], Count, "12345"u8.ToArray()),
        Of("links", [$"\"{FuzzWords.Next}\""], Links, FuzzWords.Bytes(FuzzWords.Next), FuzzWords.Bytes(FuzzWords.Delta)),
        Of("kept-links", [$"\"{FuzzWords.Id(1)}\""], KeptLinks, FuzzWords.Bytes($"{FuzzWords.Id(1)},{FuzzWords.Id(2)} {FuzzWords.Delta}")),
        new(
            "token",
            ["\"access_token\"", "\"expires_in\"", "\"token_type\"", "\"Bearer\"", "\"error\"", "\"error_codes\"", "7000215"],
            [FuzzWords.Token, FuzzWords.TokenRefused],
            TokenAnswers.RunAsync
        ),
    ];

    private static FuzzTarget Of(string name, IReadOnlyList<string> words, Func<byte[], string> run, params byte[][] seeds) =>
        new(name, words, seeds, (input, _) => ValueTask.FromResult(run(input)));

    private static string Users(byte[] input) =>
        Page(
            input,
            () =>
            {
                var rows = new UserRows();
                var links = DeltaPage.Read(input, rows);
                RemovesNobody(input, rows.Changes.Any(change => change.Facts is null));
                return $"{Some(rows.Changes.Count)} {Words(links)} {rows.Nameless is null} {rows.Stateless is null}";
            },
            DirectoryStream.Users
        );

    private static string Groups(byte[] input) =>
        Page(
            input,
            () =>
            {
                var rows = new GroupRows();
                var links = DeltaPage.Read(input, rows);
                RemovesNobody(input, rows.Changes.Any(change => change.Facts is null || change.Edges.Any(edge => edge.Removed)));
                return $"{Some(rows.Changes.Count)} {Some((int)rows.Edges)} {Words(links)} {rows.Nameless is null}";
            },
            DirectoryStream.Groups
        );

    private static string Members(byte[] input)
    {
        try
        {
            var rows = new RelatedRows(owners: false);
            var links = DeltaPage.Read(input, rows);
            RemovesNobody(input, rows.Edges.Any(edge => edge.Removed));
            return $"{Some(rows.Edges.Count)} {Words(links)}";
        }
        catch (PageFormatException refusal)
        {
            return Kind(refusal);
        }
    }

    private static string Page(byte[] input, Func<string> read, DirectoryStream stream)
    {
        var ahead = DeltaPage.PeekNext(input);
        try
        {
            var outcome = read();
            _ = PageRows.Parse(stream, input);
            return $"{outcome} {ahead is null}";
        }
        catch (PageFormatException refusal)
        {
            return Kind(refusal);
        }
    }

    /// <summary>A page that does not speak of removals takes nobody away.</summary>
    private static void RemovesNobody(byte[] input, bool removes)
    {
        var speaks = input.AsSpan().IndexOf("@removed"u8) >= 0 || input.AsSpan().IndexOf((byte)'\\') >= 0;
        if (removes && !speaks)
            throw new FuzzFailureException("something is told as removed on a page that does not say so");
    }

    private static string Batch(byte[] input)
    {
        try
        {
            var answers = BatchAnswer.Read(input, Steps);
            if (answers.Length != Steps || answers.Any(answer => answer is null))
                throw new FuzzFailureException($"{answers.Length} answers to {Steps} steps");
            return string.Join(
                ' ',
                answers.Select(answer => $"{answer.Status / 100} {answer.RetryAfter is null} {answer.Said.Length > 0}")
            );
        }
        catch (PageFormatException refusal)
        {
            return Kind(refusal);
        }
    }

    private static string Error(byte[] input)
    {
        var error = GraphError.Read(input);
        return $"{error.Codes.Count} {error.Message.Length > 0} {error.Is("syncStateNotFound", "resyncRequired")}";
    }

    private static string Claims(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var claims = TokenClaims.Read($"h.{System.Buffers.Text.Base64Url.EncodeToString(input)}.s");
        _ = TokenClaims.Read(text);
        var surplus = SurplusPermissions.Of(claims?.Roles).Count();
        return $"{claims is null} {claims?.TenantId is null} {claims?.Roles?.Count} {surplus > 0}";
    }

    private static string Count(byte[] input)
    {
        var count = CountCheck.Read(input);
        return count < 0 ? throw new FuzzFailureException($"a count of {count}") : $"{count is null}";
    }

    private static string Links(byte[] input)
    {
        var link = Encoding.UTF8.GetString(input);
        if (!Root.TryAccept(link, out var address, out var why))
            return why.Split(' ')[0];
        var inside = address is { Scheme: "https", IdnHost: "graph.example.test", Port: 443, UserInfo: "" };
        return inside && address.AbsolutePath.StartsWith("/v1.0/", StringComparison.OrdinalIgnoreCase)
            ? "taken"
            : throw new FuzzFailureException($"the token would be sent to {address}");
    }

    private static string KeptLinks(byte[] input)
    {
        var links = FilteredLinks.Read(Encoding.UTF8.GetString(input));
        if (links.Any(link => link.Ids.Contains(default(ObjectId))))
            throw new FuzzFailureException("a link of no group");
        return Some(links.Count);
    }

    private static string Words(PageLinks links) => $"{links.Next is null} {links.Delta is null}";

    private static string Some(int count) => count > 2 ? "many" : $"{count}";

    private static string Kind(PageFormatException refusal) =>
        string.Concat(refusal.Message.TakeWhile(letter => letter is not ('“' or ':')).Where(letter => !char.IsDigit(letter)));
}
