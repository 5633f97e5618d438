using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Users;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>A user who follows nobody present in the directory, and who it may be.</summary>
/// <param name="User">The user.</param>
/// <param name="State">How it stands to the directory.</param>
/// <param name="Suggestions">Who it may be, the strongest evidence first. Link it: <c>POST /users/{user}/link</c>.</param>
internal sealed record UserMatchItem(UserItem User, MatchKind State, IReadOnlyList<SuggestionItem> Suggestions)
{
    public static UserMatchItem Of(MatchState state) =>
        new(
            UserItem.Of(state.User),
            state.Kind,
            [.. state.Suggestions.Select(found => new SuggestionItem(DirectoryPerson.Of(found.User), found.Evidence, found.Followed))]
        );
}

/// <summary>A directory user whom somebody may be.</summary>
/// <param name="User">The directory user.</param>
/// <param name="Evidence">What speaks for it.</param>
/// <param name="Followed">Whether another user here follows it already.</param>
internal sealed record SuggestionItem(DirectoryPerson User, string Evidence, bool Followed);

/// <summary>A file that is the body of a request.</summary>
/// <param name="Content">Its bytes.</param>
internal sealed record UploadedFile(byte[] Content)
{
    /// <summary>Reads the body.</summary>
    public static async ValueTask<UploadedFile?> BindAsync(HttpContext context)
    {
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        return new UploadedFile(content.ToArray());
    }
}

/// <summary>Local users from a file, and who they may be in the directory.</summary>
internal static class PeopleFileEndpoints
{
    private const string Csv = "text/csv";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/users/import", ImportAsync)
            .As("importLocalUsers", Right.Operate)
            .Costly()
            .Idempotent()
            .WithMetadata(new TakesFile(Csv, UserFile.MostBytes))
            .WithTags("Users");
        api.MapGet("/connections/{name}/user-matches", MatchesAsync).As("listUserMatches", Right.Read).Costly().WithTags("Users");
    }

    /// <summary>Makes and changes local users as a file says: comma-separated values in UTF-8, whose first line names the columns, such as <c>userPrincipalName,displayName,mail</c>. All of it or nothing.</summary>
    /// <param name="dryRun">Say what it would do and change nothing.</param>
    internal static async Task<Ok<UsersResult>> ImportAsync(
        UploadedFile upload,
        HttpContext context,
        MusterInstance muster,
        bool? dryRun,
        CancellationToken cancellationToken
    )
    {
        if (context.Request.ContentType?.Split(';')[0].Trim() is not (Csv or "application/octet-stream"))
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, "unsupportedMediaType", $"Send the file as {Csv}.");
        var file = UserFile.Parse(upload.Content);
        if (file.Faults.Count > 0)
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "invalidFile",
                $"The file has {file.Faults.Count} {(file.Faults.Count == 1 ? "fault" : "faults")}; nothing was imported.",
                [
                    .. file
                        .Faults.Take(100)
                        .Select(fault => new ApiError(
                            string.Create(CultureInfo.InvariantCulture, $"/{fault.Line}{(fault.Column is null ? "" : "/" + fault.Column)}"),
                            "badLine",
                            fault.What
                        )),
                ]
            );
        return UsersResult.Of(await muster.LocalUsers.ImportAsync(file, dryRun == true, context.Caller().Name, cancellationToken));
    }

    /// <summary>Lists users here who follow nobody present in the directory, and who they may be in it.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="search">Only users whose name, UPN or mail contains this.</param>
    /// <param name="state">Only users who stand so.</param>
    internal static async Task<Page<UserMatchItem>> MatchesAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        string? search,
        [Word(typeof(MatchKind))] string? state,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var wanted = Words.Of<MatchKind>(state, "state");
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        return paging.Slice(
            [
                .. (await muster.Matching.ListAsync(connection, cancellationToken)).Where(entry =>
                    (wanted is null || entry.Kind == wanted) && (search is null || Fits(entry, search))
                ),
            ],
            entry => entry.User.Key.ToString(CultureInfo.InvariantCulture),
            UserMatchItem.Of
        );
    }

    private static bool Fits(MatchState entry, string search)
    {
        var of = entry.User.Attributes;
        return new[] { of.UserPrincipalName, of.DisplayName, of.Mail }.Any(text =>
            text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true
        );
    }
}
