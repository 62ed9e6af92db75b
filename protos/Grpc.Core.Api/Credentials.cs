namespace Grpc.Core;

/// <summary>What a credentials callback knows of its call.</summary>
/// <param name="serviceUrl">The service's URL.</param>
/// <param name="methodName">The method's name.</param>
/// <param name="cancellationToken">Cancelled with the call.</param>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
{
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>The service's URL.</summary>
    public string ServiceUrl { get; } = serviceUrl ?? throw new ArgumentNullException(nameof(serviceUrl));

    /// <summary>The method's name.</summary>
    public string MethodName { get; } = methodName ?? throw new ArgumentNullException(nameof(methodName));

    /// <summary>Cancelled with the call.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Adds the headers that prove who calls.</summary>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>Credentials of single calls.</summary>
public abstract class CallCredentials
{
    /// <summary>Several credentials as one; each adds its headers.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials) => new Composed(credentials);

    /// <summary>Credentials from a callback.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor) => new FromCallback(interceptor);

    /// <summary>For transports: tells a configurator what these credentials are.</summary>
    public abstract void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state);

    sealed class Composed : CallCredentials
    {
        readonly CallCredentials[] _credentials;

        public Composed(CallCredentials[] credentials)
        {
            ArgumentNullException.ThrowIfNull(credentials);
            _credentials = credentials.Length >= 2
                ? [.. credentials]
                : throw new ArgumentException("At least two credentials are needed to compose one.", nameof(credentials));
        }

        public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetCompositeCredentials(state, _credentials);
    }

    sealed class FromCallback : CallCredentials
    {
        readonly AsyncAuthInterceptor _interceptor;

        public FromCallback(AsyncAuthInterceptor interceptor)
        {
            ArgumentNullException.ThrowIfNull(interceptor);
            _interceptor = interceptor;
        }

        public override void InternalPopulateConfiguration(CallCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetAsyncAuthInterceptorCredentials(state, _interceptor);
    }
}

/// <summary>For transports: learns what call credentials are.</summary>
public abstract class CallCredentialsConfiguratorBase
{
    /// <summary>They are several.</summary>
    public abstract void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials);

    /// <summary>They are a callback.</summary>
    public abstract void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor);
}
