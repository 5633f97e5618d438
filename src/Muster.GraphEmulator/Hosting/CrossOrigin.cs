using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Answers <c>OPTIONS</c>, which browsers send without a token before a request from another origin.</summary>
internal static class CrossOrigin
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    public static GraphAnswer Answer()
    {
        var answer = GraphAnswer.NoContent();
        answer.Headers.Add(("Allow", Methods));
        answer.Headers.Add(("Access-Control-Allow-Origin", "*"));
        answer.Headers.Add(("Access-Control-Allow-Methods", Methods));
        answer.Headers.Add(
            ("Access-Control-Allow-Headers", "Authorization, Content-Type, ConsistencyLevel, Prefer, client-request-id, SdkVersion")
        );
        answer.Headers.Add(("Access-Control-Max-Age", "3600"));
        return answer;
    }
}
