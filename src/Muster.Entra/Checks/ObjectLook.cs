using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.Pages;
using Muster.Entra.SigningIn;

namespace Muster.Entra.Checks;

/// <summary>Asks Graph about one user or group: its properties, then what it is directly in, or who is directly in it.</summary>
/// <param name="client">Sends it.</param>
/// <param name="root">Where to.</param>
/// <param name="token">The access token, which no answer shows.</param>
internal sealed class ObjectLook(GraphClient client, GraphRoot root, string token)
{
    private const string GroupSelect =
        "id,displayName,description,mail,groupTypes,mailEnabled,securityEnabled,visibility,onPremisesSyncEnabled,isAssignableToRole";

    public async Task<DirectoryLook> RunAsync(DirectoryStream stream, ObjectId id, TokenClaims? claims, CancellationToken cancellationToken)
    {
        var (itself, around) =
            stream == DirectoryStream.Users
                ? ($"users/{id}?$select={UserRows.Select}", $"users/{id}/memberOf?$select=id,displayName&$top=100")
                : ($"groups/{id}?$select={GroupSelect}", $"groups/{id}/members?$select=id,displayName,userPrincipalName&$top=100");
        var (answer, user) = await AskAsync(itself, stream == DirectoryStream.Users, cancellationToken).ConfigureAwait(false);
        var isThere = answer.Status == 200;
        var answers = isThere
            ? [answer, (await AskAsync(around, false, cancellationToken).ConfigureAwait(false)).Answer]
            : new[] { answer };
        return new DirectoryLook(claims?.TenantId, claims?.Roles, isThere, user, answers);
    }

    /// <exception cref="DirectoryReadException">The answer is neither the object nor that it is not there.</exception>
    private async Task<(DirectoryAnswer Answer, UserFacts? User)> AskAsync(string request, bool isUser, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(root.Address(request), null, cancellationToken).ConfigureAwait(false);
        var said = $"{GraphError.Describe(answer)} ({answer.Reference})";
        if (answer.Status is 401 or 403)
            throw new DirectoryReadException(
                answer.Status == 403 ? DirectoryFault.PermissionMissing : DirectoryFault.SignInRefused,
                $"GET {root}/{request} was refused: {said}. Test the connection to see which permission is missing."
            );
        var isMissing = answer.Status == 404 && GraphError.Read(answer).Codes.Count > 0;
        if ((answer.Status != 200 && !isMissing) || !answer.IsJson || answer.Body.TooLong)
            throw new DirectoryReadException(
                DirectoryFault.UnexpectedAnswer,
                $"GET {root}/{request} answered {answer.Status}, {answer.MediaType ?? "no type"}: {said}."
            );
        return (
            new DirectoryAnswer($"GET {root}/{request}", answer.Status, answer.Reference, AnswerText.Of(answer.Body.Bytes, token)),
            isUser && answer.Status == 200 ? FactsOf(answer, request) : null
        );
    }

    private UserFacts? FactsOf(GraphAnswer answer, string request)
    {
        try
        {
            var rows = new UserRows();
            var reader = new Utf8JsonReader(answer.Body.Bytes);
            reader.Read();
            rows.Read(ref reader);
            return rows.Changes[0].Facts;
        }
        catch (Exception e) when (e is JsonException or PageFormatException)
        {
            throw new DirectoryReadException(DirectoryFault.UnexpectedAnswer, $"GET {root}/{request}: {e.Message}.", e);
        }
    }
}
