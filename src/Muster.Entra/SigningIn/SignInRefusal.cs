namespace Muster.Entra.SigningIn;

/// <summary>What the error codes of the login host mean, and what to do (source: Entra "authentication and authorization error codes").</summary>
internal static class SignInRefusal
{
    /// <summary>Codes that go away by themselves.</summary>
    public static bool IsTransient(int code) => code is 90006 or 90012 or 90024 or 90033 or 90055 or 90090;

    /// <summary>One sentence for what is wrong and one for what to do.</summary>
    /// <param name="code">Number after AADSTS; 0 when none came.</param>
    /// <param name="tenant">Tenant as configured.</param>
    /// <param name="client">Client id as configured.</param>
    public static string Explain(int code, string tenant, string client) =>
        code switch
        {
            7000215 =>
                "The client secret is wrong. Often the secret's id was pasted: Muster needs the secret's value, not its id. Make a new secret in the app registration if the value is lost.",
            7000222 => "The client secret has expired. Make a new one in the app registration and give its value to the connection.",
            7000218 => "The login host saw neither secret nor certificate. Give the connection one of them.",
            700016 =>
                $"Application {client} is not known in tenant {tenant}. Check the client id, the tenant, and that an administrator has consented to the application.",
            7000112 => $"Application {client} is disabled. Enable its enterprise application in the tenant.",
            700025 =>
                $"Application {client} is registered as a public client, which may not use a secret or certificate. Register a confidential (web) application.",
            700027 =>
                "The certificate was not accepted: it is not registered with the application, or has expired. Upload its public part to the app registration, or use the one that is there.",
            700030 => "The certificate's subject is not authorised for the application. Use the certificate that is registered.",
            900384 => "The signature of the sign-in was not accepted. Check that certificate and private key belong together.",
            70021 or 700211 =>
                "The outside identity matches none that the application trusts. Compare issuer, subject and audience with its federated credential.",
            90002 =>
                $"Tenant {tenant} was not found. Check its id, and whether it belongs to another national cloud (--authority and --graph-url).",
            90038 or 900432 =>
                $"Tenant {tenant} belongs to another national cloud. Set --authority and --graph-url to that cloud's addresses.",
            9001023 or 90130 => $"“{tenant}” names no single tenant. Give the tenant's GUID or one of its domain names.",
            70011 or 700022 =>
                "The login host does not know the Graph address a token was asked for. Check --graph-url: it must be the Graph host of the same cloud.",
            530032 => "A Conditional Access policy blocks the application. Ask the tenant's administrator to exempt its workload identity.",
            90055 => "The tenant is being throttled: too many sign-ins. Wait a few minutes and run again.",
            900144 or 90014 or 9002313 or 900561 =>
                "The login host did not understand the sign-in. Check that --authority is the address of a Microsoft Entra login host.",
            _ =>
                $"The login host refused tenant {tenant}, application {client}. Look the code up in the Entra documentation, or in the tenant's sign-in log under service principals.",
        };
}
